# cmake -DFILE=page.html -DNAME=page_html -DOUT=page_html.c -P embed.cmake: a file as a C array.
file(READ ${FILE} bytes HEX)
string(LENGTH "${bytes}" digits)
math(EXPR size "${digits} / 2")
string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE ${OUT} "/* Made from ${NAME} by cmake/embed.cmake. */
#include \"server/embedded.h\"
const unsigned char ${NAME}_bytes[${size} + 1] = {
${bytes}
0};
const struct embedded ${NAME} = {(const char *)${NAME}_bytes, ${size}};
")
