/* options.h - the command line after the command's name.
 *
 * Every command takes --help, --version, --set KEY=VALUE (any number), --seed S, --threads N and
 * --presets DIR, and its own, which it lists in an array of struct option_spec:
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
 * "--name VALUE" and "--name=VALUE" are the same, "--" ends the options, options and words may mix. */
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
    const char *key;      /* not NULL: the value is for this setting, as --set KEY=VALUE would */
    const char *const *choices; /* the words it takes, NULL-terminated, for messages and completion; NULL: any */
    size_t offset;        /* key NULL: where in the command's struct; a bool for a flag, else a const char * */
};

enum { OPTIONS_SET_MAX = 128, OPTIONS_ANY = INT_MAX /* words_max: any number */ };

struct option_set {
    const struct option_spec *spec; /* the option that gave it: its name is for messages and for show */
    const char *text;               /* the value, or where spec->key is NULL "KEY=VALUE" */
};

struct options {
    const char *presets_dir; /* --presets, or NULL */
    int n_set;
    struct option_set set[OPTIONS_SET_MAX]; /* in the order given */
    int n_words;
    const char **words; /* what is no option; borrowed from argv, whose beginning it takes: as many as there are fit */
};

/* Returns -1 to go on; else the exit status: 0 after --help or --version was answered, EXIT_USAGE after a
 * message on stderr.  mine: the command's own struct, initialised by the caller; NULL if it has none. */
int options_parse(struct options *options, const struct command *command, void *mine, int argc, char **argv);

/* The preset, then --set and its kin in order, then catapult_settings_validate.  preset NULL: the defaults alone.
 * origins (may be NULL) tells where each setting came from. */
enum catapult_status options_settings(const struct options *options, const char *preset,
                                      struct catapult_settings *settings, struct origins *origins,
                                      struct catapult_error *err);

/* Where the setting that a reason begins with ("batch: ...") was set, of those that options_settings read last:
 * "mine.conf:7", or the preset's name if not in a line of it; "" if it begins with none. */
const char *options_place(const char *reason);

/* *out = the value of --OPTION, a whole number from low to high; CATAPULT_STATUS_USAGE if it is none. */
enum catapult_status options_whole(const char *option, const char *text, long low, long high, int *out,
                                   struct catapult_error *err);

/* Likewise a number of steps, from 0. */
enum catapult_status options_steps(const char *option, const char *text, long *steps, struct catapult_error *err);

/* The options of every command, ended by a name of NULL. */
const struct option_spec *options_common(void);

/* For `catapult --help` and `catapult --version`. */
void options_print_common(void);
void options_print_version(void);

#endif
