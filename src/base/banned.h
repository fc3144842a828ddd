/* Functions that nobody calls here, with what to use instead. Included into every file by the
 * build. */
#ifndef KAMU_BASE_BANNED_H
#define KAMU_BASE_BANNED_H
#ifndef __cplusplus
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok atoi atol atoll      \
    gmtime localtime ctime asctime
#endif
#endif
