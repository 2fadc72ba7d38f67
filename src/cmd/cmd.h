/* cmd.h - the commands of the program: one const struct per file cmd_NAME.c, all listed in main.c.
 *
 * A command that fails returns cmd_fail(&err): one line on stderr, exit status 2.  Exit 1 is for a check that ran and
 * failed; divergence of a run is a result and exits with 0. */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include <catapult/status.h>

struct option_spec;

enum { EXIT_DONE = 0, EXIT_CHECK_FAILED = 1, EXIT_USAGE = 2 };

struct command {
    const char *name;                  /* "run" */
    const char *args;                  /* "PRESET", as in the usage line; "" if none */
    const char *help;                  /* one line, no full stop */
    const char *examples;              /* lines of "  catapult run fig3 --csv fig3.csv\n"; shown by --help */
    const struct option_spec *options; /* the command's own options, ended by a name of NULL; NULL if none */
    int words_min, words_max;          /* how many words that are not options it takes */
    int (*run)(int argc, char **argv); /* argv[0] is the command's name; returns the exit status */
};

extern const struct command command_lab;  /* cmd_lab.c: only where HAVE_TUI is defined */
extern const struct command command_run;
extern const struct command command_sweep;
extern const struct command command_show;
extern const struct command command_list;
extern const struct command command_data;
extern const struct command command_check;
extern const struct command command_play;
extern const struct command command_figure;

/* The NULL-terminated list of all commands of this build; main.c. */
extern const struct command *const commands[];

/* The exit status of a program: code, or EXIT_USAGE and a message if its output could not be written. */
int cmd_finish(int code);

/* Prints "catapult: TEXT" on stderr and returns EXIT_USAGE. */
int cmd_fail(const struct catapult_error *err);

/* The same for work that a signal may have stopped: then the exit status is 128 plus the signal's number. */
int cmd_end(enum catapult_status status, const struct catapult_error *err);

#endif
