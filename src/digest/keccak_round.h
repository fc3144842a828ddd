/*
 * One round of Keccak-f[1600] as a template, for any word type that the including
 * file describes by these macros:
 *
 *   V                  the word (uint64_t, or a vector of lanes)
 *   XOR2 XOR3 XOR5     exclusive or
 *   ROL(a, n)          rotate left by a constant
 *   CHI(a, b, c)       a ^ (~b & c)
 *   IOTA(a, i)         a ^ round constant i
 *   THETA_THREE        defined: apply theta as one three-way xor (saves the five D words)
 *
 * The state is 25 locals of the names P##00 ... P##44 (P##yx, word 5y + x). A round
 * reads one set and writes the other, plane by plane: each old word is used up by
 * exactly one new plane, so about 25 words live at any time.
 */

#define KECCAK_DECLARE(P)                                                                          \
    V P##00, P##01, P##02, P##03, P##04, P##10, P##11, P##12, P##13, P##14, P##20, P##21, P##22,   \
        P##23, P##24, P##30, P##31, P##32, P##33, P##34, P##40, P##41, P##42, P##43, P##44

/* DO(word, index) for the words that a block is absorbed into, and for the others. */
#define KECCAK_RATE_WORDS_DO(P, DO)                                                                \
    DO(P##00, 0)                                                                                   \
    DO(P##01, 1)                                                                                   \
    DO(P##02, 2)                                                                                   \
    DO(P##03, 3)                                                                                   \
    DO(P##04, 4)                                                                                   \
    DO(P##10, 5)                                                                                   \
    DO(P##11, 6)                                                                                   \
    DO(P##12, 7)                                                                                   \
    DO(P##13, 8)                                                                                   \
    DO(P##14, 9)                                                                                   \
    DO(P##20, 10)                                                                                  \
    DO(P##21, 11)                                                                                  \
    DO(P##22, 12)                                                                                  \
    DO(P##23, 13)                                                                                  \
    DO(P##24, 14)                                                                                  \
    DO(P##30, 15)                                                                                  \
    DO(P##31, 16)
#define KECCAK_CAPACITY_WORDS_DO(P, DO)                                                            \
    DO(P##32, 17)                                                                                  \
    DO(P##33, 18)                                                                                  \
    DO(P##34, 19)                                                                                  \
    DO(P##40, 20)                                                                                  \
    DO(P##41, 21)                                                                                  \
    DO(P##42, 22)                                                                                  \
    DO(P##43, 23)                                                                                  \
    DO(P##44, 24)
#define KECCAK_WORDS_DO(P, DO)                                                                     \
    KECCAK_RATE_WORDS_DO(P, DO)                                                                    \
    KECCAK_CAPACITY_WORDS_DO(P, DO)

#ifdef THETA_THREE
#define KECCAK_THETA_WORDS()                                                                       \
    V r0_ = ROL(c0_, 1), r1_ = ROL(c1_, 1), r2_ = ROL(c2_, 1), r3_ = ROL(c3_, 1), r4_ = ROL(c4_, 1)
#define THETA0(a) XOR3(a, c4_, r1_)
#define THETA1(a) XOR3(a, c0_, r2_)
#define THETA2(a) XOR3(a, c1_, r3_)
#define THETA3(a) XOR3(a, c2_, r4_)
#define THETA4(a) XOR3(a, c3_, r0_)
#else
#define KECCAK_THETA_WORDS()                                                                       \
    V d0_ = XOR2(c4_, ROL(c1_, 1)), d1_ = XOR2(c0_, ROL(c2_, 1)), d2_ = XOR2(c1_, ROL(c3_, 1)),    \
      d3_ = XOR2(c2_, ROL(c4_, 1)), d4_ = XOR2(c3_, ROL(c0_, 1))
#define THETA0(a) XOR2(a, d0_)
#define THETA1(a) XOR2(a, d1_)
#define THETA2(a) XOR2(a, d2_)
#define THETA3(a) XOR2(a, d3_)
#define THETA4(a) XOR2(a, d4_)
#endif

#define KECCAK_PLANE(E, y, w0, w1, w2, w3, w4)                                                     \
    do {                                                                                           \
        V b0_ = w0, b1_ = w1, b2_ = w2, b3_ = w3, b4_ = w4;                                        \
        E##y##0 = CHI(b0_, b1_, b2_);                                                              \
        E##y##1 = CHI(b1_, b2_, b3_);                                                              \
        E##y##2 = CHI(b2_, b3_, b4_);                                                              \
        E##y##3 = CHI(b3_, b4_, b0_);                                                              \
        E##y##4 = CHI(b4_, b0_, b1_);                                                              \
    } while (0)

/* Theta, rho, pi, chi, iota from the words A to the words E; i = number of the round. */
#define KECCAK_ROUND(A, E, i)                                                                      \
    do {                                                                                           \
        V c0_ = XOR5(A##00, A##10, A##20, A##30, A##40);                                           \
        V c1_ = XOR5(A##01, A##11, A##21, A##31, A##41);                                           \
        V c2_ = XOR5(A##02, A##12, A##22, A##32, A##42);                                           \
        V c3_ = XOR5(A##03, A##13, A##23, A##33, A##43);                                           \
        V c4_ = XOR5(A##04, A##14, A##24, A##34, A##44);                                           \
        KECCAK_THETA_WORDS();                                                                      \
        KECCAK_PLANE(E, 0, THETA0(A##00), ROL(THETA1(A##11), 44), ROL(THETA2(A##22), 43),          \
                     ROL(THETA3(A##33), 21), ROL(THETA4(A##44), 14));                              \
        E##00 = IOTA(E##00, i);                                                                    \
        KECCAK_PLANE(E, 1, ROL(THETA3(A##03), 28), ROL(THETA4(A##14), 20), ROL(THETA0(A##20), 3),  \
                     ROL(THETA1(A##31), 45), ROL(THETA2(A##42), 61));                              \
        KECCAK_PLANE(E, 2, ROL(THETA1(A##01), 1), ROL(THETA2(A##12), 6), ROL(THETA3(A##23), 25),   \
                     ROL(THETA4(A##34), 8), ROL(THETA0(A##40), 18));                               \
        KECCAK_PLANE(E, 3, ROL(THETA4(A##04), 27), ROL(THETA0(A##10), 36), ROL(THETA1(A##21), 10), \
                     ROL(THETA2(A##32), 15), ROL(THETA3(A##43), 56));                              \
        KECCAK_PLANE(E, 4, ROL(THETA2(A##02), 62), ROL(THETA3(A##13), 55), ROL(THETA4(A##24), 39), \
                     ROL(THETA0(A##30), 41), ROL(THETA1(A##41), 2));                               \
    } while (0)
