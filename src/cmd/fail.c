/* fail.c - how every program of this project ends on an error. */
#include <stdbool.h>
#include <stdio.h>

#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/progress.h"

int cmd_fail(const struct catapult_error *err)
{
    const char *place = options_place(err->text);
    fflush(stdout);
    fprintf(stderr, "catapult: %s%s%s\n", place, *place ? ": " : "", err->text);
    return EXIT_USAGE;
}

int cmd_end(enum catapult_status status, const struct catapult_error *err)
{
    int code = cmd_fail(err);
    return status == CATAPULT_STATUS_CANCELLED ? 128 + progress_interrupted() : code;
}

int cmd_finish(int code)
{
    struct catapult_error err;
    bool lost = fflush(stdout) != 0 || ferror(stdout);
    if (code != EXIT_DONE || !lost)
        return code;
    catapult_error_set(&err, CATAPULT_STATUS_IO, "standard output: cannot write");
    return cmd_fail(&err);
}
