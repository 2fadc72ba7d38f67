/* command.h - a command: typed after ':', read from a file or given to --do.  It is a request by name, with an
 * argument for some requests.  Only text is handled here; lab_command.c executes commands. */
#ifndef TUI_COMMAND_H
#define TUI_COMMAND_H

#include <stdbool.h>

#include <catapult/status.h>

#include "tui/input/request.h"

enum { COMMAND_TEXT = 4096 /* a longer line is an error */, CANDIDATES_MAX = 128 };

/* The kind of an argument; completion depends on it. */
enum argument_kind {
    ARGUMENT_TEXT,    /* anything: a file name, a learning rate */
    ARGUMENT_WORD,    /* a word from a list */
    ARGUMENT_SETTING  /* KEY=VALUE */
};

struct command_argument {
    enum request request;
    const char *name;          /* "VALUE", for help */
    bool needed;               /* the request requires it */
    const char *help;          /* what the request does with it */
    enum argument_kind kind;
    const char *const *words;  /* ARGUMENT_WORD: NULL-terminated */
};

/* NULL if the request takes no argument. */
const struct command_argument *command_argument(enum request request);

/* Splits a line into request and argument (a pointer into line; "" if there is none).  CATAPULT_STATUS_USAGE, with
 * the nearest name, for an unknown request, an argument where none is allowed, or a line longer than COMMAND_TEXT.
 * An empty line is REQUEST_NONE. */
enum catapult_status command_parse(const char *line, enum request *request, const char **argument,
                                   struct catapult_error *err);

/* Whether a lesson may use the command; CATAPULT_STATUS_INPUT or CATAPULT_STATUS_USAGE says why not. */
enum catapult_status command_of_lesson(const char *line, struct catapult_error *err);

/* Completions of the word being typed: each text replaces the line from `from` on. */
struct completions {
    size_t from;
    int count;
    char text[CANDIDATES_MAX][64];
};

void command_complete(const char *line, struct completions *out);

/* Help for the line typed so far: "theme NAME: ...", "" if there is none. */
void command_hint(const char *line, char *text, size_t size);

#endif
