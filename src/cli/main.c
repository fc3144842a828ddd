/* The program `kamu`. */
#include "cli/frame.h"

int main(int argc, char *argv[])
{
    return cli_main(argc, argv);
}
