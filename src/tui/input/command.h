/* command.h - what is typed after ':', read from a file or given to --do: a request by its name, and for some an
 * argument.  Pure text: what a command does is the laboratory's business (lab_command.c). */
#ifndef TUI_COMMAND_H
#define TUI_COMMAND_H

#include <stdbool.h>

#include <catapult/status.h>

#include "tui/input/request.h"

enum { COMMAND_TEXT = 4096 /* a longer line is refused */, CANDIDATES_MAX = 128 };

/* What an argument may be; completion follows it. */
enum argument_kind {
    ARGUMENT_TEXT,    /* anything: a name of a file, a learning rate */
    ARGUMENT_WORD,    /* one of a list */
    ARGUMENT_SETTING  /* KEY=VALUE */
};

struct command_argument {
    enum request request;
    const char *name;          /* "VALUE", for help */
    bool needed;               /* there is no such request without it */
    const char *help;          /* what it does with one */
    enum argument_kind kind;
    const char *const *words;  /* ARGUMENT_WORD: NULL-terminated */
};

/* NULL if the request takes none. */
const struct command_argument *command_argument(enum request request);

/* A line as request and argument (within line; "" if there is none).  CATAPULT_STATUS_USAGE with the nearest name for what
 * is no request, or has an argument where it takes none, and for a line that COMMAND_TEXT has no room for.  An empty line
 * is REQUEST_NONE. */
enum catapult_status command_parse(const char *line, enum request *request, const char **argument,
                                   struct catapult_error *err);

/* Whether a lesson may give the command; CATAPULT_STATUS_INPUT or CATAPULT_STATUS_USAGE says why not. */
enum catapult_status command_of_lesson(const char *line, struct catapult_error *err);

/* What the word under way may become: each text replaces the line from `from` on. */
struct candidates {
    size_t from;
    int count;
    char text[CANDIDATES_MAX][64];
};

void command_complete(const char *line, struct candidates *out);

/* What the line so far asks for: "theme NAME: ...", "" if that cannot be told. */
void command_hint(const char *line, char *text, size_t size);

#endif
