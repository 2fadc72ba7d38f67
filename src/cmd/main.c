/* main.c - the table of commands, and the words that may come before a command.
 *
 * `catapult`, `catapult PRESET` and `catapult --set ...` start the laboratory. */
#include <catapult/settings.h>

#include <gsl/gsl_errno.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/parallel.h"
#include "cmd/cmd.h"
#include "cmd/help.h"
#include "cmd/kernels.h"
#include "cmd/options.h"
#include "base/process.h"

#ifndef HAVE_TUI
static int no_lab(int argc, char **argv)
{
    struct options options;
    struct catapult_error err;
    int status = options_parse(&options, &command_lab, NULL, argc, argv);
    if (status >= 0)
        return status;
    catapult_error_set(&err, CATAPULT_STATUS_USAGE,
                       "built without the laboratory (configure --without-tui); catapult run PRESET needs no terminal");
    return cmd_fail(&err);
}

const struct command command_lab = {
    .name = "lab", .args = "[PRESET]", .help = "The laboratory (left out of this build)",
    .words_max = 1, .run = no_lab,
};
#endif

const struct command *const commands[] = {
    &command_lab,
    &command_run,
    &command_sweep,
    &command_figure,
    &command_show,
    &command_list,
    &command_data,
    &command_check,
    &command_play,
    NULL,
};

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; commands[i]; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

static const char *nearest_command(const char *name)
{
    const char *names[32];
    size_t count = 0;
    for (; commands[count] && count < 30; count++)
        names[count] = commands[count]->name;
    names[count++] = "help";
    names[count] = NULL;
    return catapult_settings_nearest(name, names);
}

static void main_print_usage(void)
{
    printf("usage: catapult [PRESET] [OPTION]...      the laboratory; no PRESET: fig3\n"
           "       catapult COMMAND [WORD]... [OPTION]...\n\n"
           "The catapult phase of gradient descent, step by step.\n\ncommands:\n");
    for (size_t i = 0; commands[i]; i++) {
        char left[64];
        snprintf(left, sizeof left, "%s %s", commands[i]->name, commands[i]->args);
        printf("  %-28s %s\n", left, commands[i]->help);
    }
    printf("  %-28s %s\n  %-28s %s\n  %-28s %s\n  %-28s %s\n", "help COMMAND", "Options and examples of a command",
           "help settings", "Every setting of a preset", "help keys", "Every key of the laboratory",
           "help completion SHELL", "A completion script for bash, zsh or fish");
    options_print_common();
    printf("\nexamples:\n"
           "  catapult                           # the laboratory with the paper's Figure 3\n"
           "  catapult fig5 --set eta=1.5crit    # another preset with a larger learning rate\n"
           "  catapult run fig3 --csv fig3.csv   # the same as the first, without a terminal\n");
}

static int help(int argc, char **argv)
{
    struct catapult_error err;
    if (argc < 2) {
        main_print_usage();
        return EXIT_DONE;
    }
    if (strcmp(argv[1], "settings") == 0)
        return help_settings();
    if (strcmp(argv[1], "keys") == 0)
        return help_keys();
    if (strcmp(argv[1], "completion") == 0)
        return help_completion(argc > 2 ? argv[2] : "");
    if (strcmp(argv[1], "manual") == 0)
        return help_manual();
    const struct command *command = find_command(argv[1]);
    if (command) {
        char name[32], option[] = "--help", *words[] = {name, option, NULL};
        snprintf(name, sizeof name, "%s", command->name);
        return command->run(2, words);
    }
    char hint[CATAPULT_NEAREST_TEXT];
    const char *near = nearest_command(argv[1]);
    catapult_error_set(&err, CATAPULT_STATUS_USAGE, "no command '%.60s'%s", argv[1],
                       catapult_settings_hint(near, " (see catapult --help)", hint));
    return cmd_fail(&err);
}

static bool has_presets_option(int argc, char **argv)
{
    for (int i = 2; i < argc; i++)
        if (strncmp(argv[i], "--presets", 9) == 0)
            return true;
    return false;
}

/* A first word that is not a command is a preset or a mistyped command.  With --presets or a path it is left to the
 * laboratory. */
static int command_or_preset(int argc, char **argv)
{
    struct catapult_error err;
    char path[PRESET_PATH];
    const char *near = nearest_command(argv[1]);
    if (!near || strchr(argv[1], '/') || has_presets_option(argc, argv) ||
        preset_find(argv[1], NULL, path, NULL) == CATAPULT_STATUS_OK)
        return command_lab.run(argc, argv);
    catapult_error_set(&err, CATAPULT_STATUS_USAGE, "no command or preset '%.60s' (did you mean '%s'?)", argv[1], near);
    return cmd_fail(&err);
}

static int main_dispatch(int argc, char **argv)
{
    if (argc < 2)
        return command_lab.run(argc, argv);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        main_print_usage();
        return EXIT_DONE;
    }
    if (strcmp(argv[1], "help") == 0)
        return help(argc - 1, argv + 1);
    const struct command *command = find_command(argv[1]);
    if (command)
        return command->run(argc - 1, argv + 1);
    if (argv[1][0] == '-')
        return command_lab.run(argc, argv);
    return command_or_preset(argc, argv);
}

int main(int argc, char **argv)
{
    pool_without_idle(argc, argv);
    kernels_choose(argc, argv);
    if (!streams_open())
        return EXIT_USAGE;
    gsl_set_error_handler_off();
    setlocale(LC_CTYPE, "");
    setlocale(LC_NUMERIC, "C");

    return cmd_finish(main_dispatch(argc, argv));
}
