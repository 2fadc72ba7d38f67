/* fail.c - how every program of this project ends on an error. */
#include <stdio.h>

#include "cmd/cmd.h"

int cmd_fail(const struct error *err)
{
    fflush(stdout);
    fprintf(stderr, "catapult: %s\n", err->text);
    return EXIT_USAGE;
}
