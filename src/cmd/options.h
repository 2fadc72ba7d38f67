/* options.h - parses the command line after the command's name.
 *
 * Every command takes --help, --version, --set KEY=VALUE (any number), --seed S, --threads N and --presets DIR, and
 * its own options, which it lists in an array of struct option_spec:
 *
 *     struct mine { const char *csv; bool quiet; };
 *     static const struct option_spec specs[] = {
 *         {.name = "csv", .argument = "FILE", .help = "write the rows there", .offset = offsetof(struct mine, csv)},
 *         {.name = "quiet", .help = "no progress", .offset = offsetof(struct mine, quiet)},
 *         {.name = "eta", .argument = "VALUE", .help = "learning rate", .key = "eta"},
 *         {.name = NULL}};
 *
 *     static int run(int argc, char **argv)
 *     {
 *         struct mine mine = {0};
 *         struct options options;
 *         int status = options_parse(&options, &command_run, &mine, argc, argv);
 *         if (status >= 0)
 *             return status;
 *         if (options_settings(&options, options.words[0], &settings, NULL, &err) != CATAPULT_STATUS_OK)
 *             return cmd_fail(&err);
 *
 * "--name VALUE" and "--name=VALUE" are the same, "--" ends the options, options and words may be mixed. */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include <limits.h>
#include <stddef.h>

#include <catapult/settings.h>

#include "cmd/cmd.h"
#include "data/preset.h"

struct option_spec {
    const char *name;     /* without the dashes */
    char letter;          /* of "-j"; 0: none */
    const char *argument; /* its name in --help; NULL: a flag */
    const char *help;     /* one line */
    const char *key;      /* not NULL: the value is for this setting, like --set KEY=VALUE */
    const char *const *choices; /* the words it accepts, NULL-terminated, for messages and completion; NULL: any */
    size_t offset;        /* if key is NULL: offset in the command's struct; a bool for a flag, else a const char * */
};

/* Of --force, which calls outfile_force. */
#define OPTIONS_FORCE_HELP "replace files that another program wrote; never an input"

enum { OPTIONS_SET_MAX = 128, OPTIONS_ANY = INT_MAX /* words_max: any number */ };

struct option_set {
    const struct option_spec *spec; /* the option that gave it: its name is used in messages and by show */
    const char *text;               /* the value, or if spec->key is NULL "KEY=VALUE" */
};

struct options {
    const char *presets_dir; /* --presets, or NULL */
    int n_set;
    struct option_set set[OPTIONS_SET_MAX]; /* in the order given */
    int n_words;
    const char **words; /* words that are not options; borrowed from argv, which is reused to hold them */
};

/* Returns -1 to continue; else the exit status: 0 after --help or --version, EXIT_USAGE after a message on stderr.
 * mine: the command's own struct, initialised by the caller; NULL if it has none. */
int options_parse(struct options *options, const struct command *command, void *mine, int argc, char **argv);

/* Reads the preset, applies --set and similar options in order, calls catapult_settings_validate.  preset NULL: only
 * the defaults.  origins (may be NULL) records where each setting came from. */
enum catapult_status options_settings(const struct options *options, const char *preset,
                                      struct catapult_settings *settings, struct origins *origins,
                                      struct catapult_error *err);

/* For a reason that begins with a setting ("batch: ..."): where that setting was set, by the last options_settings:
 * "mine.conf:7", or the preset's name if no line of it sets it.  "" if the reason begins with no setting. */
const char *options_place(const char *reason);

/* *out = the value of --OPTION, an integer from low to high; CATAPULT_STATUS_USAGE if it is not. */
enum catapult_status options_whole(const char *option, const char *text, long low, long high, int *out,
                                   struct catapult_error *err);

/* The same for a number of steps, from 0. */
enum catapult_status options_steps(const char *option, const char *text, long *steps, struct catapult_error *err);

/* The options of every command, ended by a name of NULL. */
const struct option_spec *options_common(void);

/* Prints them for `catapult --help` and `catapult --version`. */
void options_print_common(void);
void options_print_version(void);

#endif
