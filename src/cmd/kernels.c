/* kernels.c - see kernels.h.
 *
 * Before the program executes itself again it sets a variable that says what was chosen and why:
 *
 *     CATAPULT_KERNELS=PID:FOUND:CHOSEN:FAILED
 *
 * PID is the process id, which an exec does not change, so an inherited value is ignored.  FOUND: the kernels that
 * OpenBLAS chose by itself.  CHOSEN: those that were requested (empty: none any more).  FAILED: kernels whose
 * products were wrong (empty: none).  The variable is removed at once, and so is OPENBLAS_CORETYPE if it was set
 * here: OpenBLAS has read it, and child processes must get the user's environment. */
#include "cmd/kernels.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "base/blas.h"
#include "base/process.h"
#include "base/parallel.h"

#define CORETYPE "OPENBLAS_CORETYPE"
#define MESSAGE "CATAPULT_KERNELS"

enum { NAME = 32 };

struct message {
    char found[NAME], chosen[NAME], failed[NAME];
};

static bool message_take_name(const char **at, char name[NAME])
{
    size_t length = strcspn(*at, ":");
    if (length >= NAME)
        return false;
    memcpy(name, *at, length);
    name[length] = '\0';
    *at += length + ((*at)[length] == ':');
    return true;
}

/* Whether this process left a message for itself; reads and removes it.  A malformed message is empty. */
static bool take_message(struct message *message)
{
    char own[NAME];
    const char *at = getenv(MESSAGE);
    size_t length = (size_t)snprintf(own, sizeof own, "%ld:", (long)getpid());
    memset(message, 0, sizeof *message);
    bool mine = at && strncmp(at, own, length) == 0;
    if (mine) {
        at += length;
        if (!message_take_name(&at, message->found) || !message_take_name(&at, message->chosen)
            || !message_take_name(&at, message->failed))
            memset(message, 0, sizeof *message);
    }
    unsetenv(MESSAGE);
    return mine;
}

/* Executes the program again with these kernels; returns if that is not possible.  coretype NULL: OpenBLAS's own
 * choice. */
static void start_over(char **argv, const char *found, const char *coretype, const char *failed)
{
    char text[4 * NAME];
    const char *path = child_program();
    snprintf(text, sizeof text, "%ld:%s:%s:%s", (long)getpid(), found, coretype ? coretype : "", failed);
    if (coretype ? setenv(CORETYPE, coretype, 1) : unsetenv(CORETYPE))
        path = NULL;
    if (path && setenv(MESSAGE, text, 1) == 0)
        execv(path, argv);
    unsetenv(MESSAGE);
    unsetenv(CORETYPE);
}

/* After a choice: tests the kernels; if they fail, starts again without them. */
static void try_kernels(char **argv, const struct message *message)
{
    struct blas_facts facts = blas_facts_now();
    facts.corename = message->found;
    facts.wish = NULL;
    facts.failed = *message->failed ? message->failed : NULL;
    struct blas_choice choice = blas_choice(&facts);
    struct catapult_error err;
    bool can_try = pool_room(1, 0, "a matrix product", &err)
                   == CATAPULT_STATUS_OK; /* else no computation is possible anyway */
    if (*message->chosen && can_try && !blas_is_sound(&blas_calls)) {
        facts.failed = message->chosen;
        struct blas_choice other = blas_choice(&facts);
        start_over(argv, message->found, other.coretype, message->chosen);
        catapult_error_set(&err, CATAPULT_STATUS_USAGE,
                           "OpenBLAS: its %s kernels multiply wrongly, and the program cannot start again "
                           "without them: set " CORETYPE "=%s",
                           message->chosen, other.coretype ? other.coretype : message->found);
        exit(cmd_fail(&err));
    }
    blas_tell(*message->chosen ? message->chosen : NULL, choice.reason);
}

void kernels_choose(int argc, char **argv)
{
    struct message message;
    if (argc < 1)
        return;
    if (take_message(&message)) {
        unsetenv(CORETYPE);
        if (*message.found)
            try_kernels(argv, &message);
        return;
    }
    struct blas_facts facts = blas_facts_now();
    struct blas_choice choice = blas_choice(&facts);
    if (choice.coretype)
        start_over(argv, facts.corename, choice.coretype, "");
}
