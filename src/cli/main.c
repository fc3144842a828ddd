/* The program `kamu`. */
#include "base/error.h"

#include <stdio.h>

int main(void)
{
    puts("kamu");
    return 0;
}
