/* options.c - see options.h. */
#include "cmd/options.h"

#include <catapult/machine.h>

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/number.h"

enum { STEPS_MOST = 1000000000 };

/* The options of every command.  Those without a key are handled by name in common_option. */
static const struct option_spec common[] = {
    {.name = "set", .argument = "KEY=VALUE", .help = "change a setting of the preset; may be repeated"},
    {.name = "seed", .argument = "S", .help = "seed of data, w0 and batches", .key = "seed"},
    {.name = "threads", .argument = "N", .help = "threads; 0: one for each processor it may use", .key = "threads"},
    {.name = "presets", .argument = "DIR", .help = "look for presets in this folder first"},
    {.name = "version", .help = "print the version"},
    {.name = "help", .letter = 'h', .help = "print this help"},
    {.name = NULL},
};

const struct option_spec *options_common(void)
{
    return common;
}

/* State of one parse. */
struct parse {
    struct options *options;
    const struct command *command;
    void *mine;
    char **next, **end; /* of argv */
    bool done;          /* --help or --version was answered */
    struct catapult_error err;
};

static void print_option(const struct option_spec *spec)
{
    char left[64], letter[8] = "    ";
    if (spec->letter)
        snprintf(letter, sizeof letter, "-%c, ", spec->letter);
    snprintf(left, sizeof left, "%s--%s%s%s", letter, spec->name, spec->argument ? " " : "",
             spec->argument ? spec->argument : "");
    printf("  %-28s %s\n", left, spec->help);
}

static void print_options(const char *heading, const struct option_spec *specs)
{
    printf("\n%s\n", heading);
    for (; specs->name; specs++)
        print_option(specs);
}

static void print_help(const struct command *command)
{
    printf("usage: catapult %s%s%s [OPTION]...\n\n%s.\n", command->name, *command->args ? " " : "",
           command->args, command->help);
    if (command->examples && *command->examples)
        printf("\nexamples:\n%s", command->examples);
    if (command->options && command->options->name)
        print_options("options:", command->options);
    print_options("options of every command:", common);
    printf("\n'catapult help settings' lists every KEY with its range and default.\n");
}

void options_print_version(void)
{
    char blas[CATAPULT_MACHINE_BLAS_TEXT];
    printf("catapult %s\n"
           "licence GPL-3.0-or-later; there is no warranty, to the extent permitted by law\n"
           "matrix products by %s\n",
           PACKAGE_VERSION, catapult_machine_blas(blas));
}

void options_print_common(void)
{
    print_options("options of every command:", common);
}

static void options_add_set(struct parse *parse, const struct option_spec *spec, const char *text)
{
    struct options *options = parse->options;
    if (options->n_set == OPTIONS_SET_MAX)
        catapult_error_set(&parse->err, CATAPULT_STATUS_USAGE, "more than %d settings on the command line",
                           OPTIONS_SET_MAX);
    else if (!spec->key && (*text == '=' || !strchr(text, '=')))
        catapult_error_set(&parse->err, CATAPULT_STATUS_USAGE, "--set: '%.60s' is not KEY=VALUE", text);
    else
        options->set[options->n_set++] = (struct option_set){.spec = spec, .text = text};
}

static void common_option(struct parse *parse, const struct option_spec *spec, const char *value)
{
    if (strcmp(spec->name, "help") == 0) {
        print_help(parse->command);
        parse->done = true;
    } else if (strcmp(spec->name, "version") == 0) {
        options_print_version();
        parse->done = true;
    } else if (strcmp(spec->name, "presets") == 0) {
        struct stat info;
        parse->options->presets_dir = value;
        if (stat(value, &info) != 0 || !S_ISDIR(info.st_mode))
            catapult_error_set(&parse->err, CATAPULT_STATUS_USAGE, "--presets: there is no folder '%.300s'", value);
    } else {
        options_add_set(parse, spec, value);
    }
}

static bool is_common(const struct option_spec *spec)
{
    return spec >= common && spec < common + sizeof common / sizeof common[0];
}

static void options_apply(struct parse *parse, const struct option_spec *spec, const char *value)
{
    if (spec->key)
        options_add_set(parse, spec, value);
    else if (is_common(spec))
        common_option(parse, spec, value);
    else if (spec->argument)
        *(const char **)((char *)parse->mine + spec->offset) = value;
    else
        *(bool *)((char *)parse->mine + spec->offset) = true;
}

static const struct option_spec *options_find(const struct option_spec *specs, const char *name, size_t length,
                                              char letter)
{
    for (; specs && specs->name; specs++) {
        if (letter ? specs->letter == letter
                   : strlen(specs->name) == length && strncmp(specs->name, name, length) == 0)
            return specs;
    }
    return NULL;
}

static void unknown_option(struct parse *parse, const char *word)
{
    const char *names[64];
    size_t count = 0;
    char name[64];
    for (const struct option_spec *s = parse->command->options; s && s->name && count < 40; s++)
        names[count++] = s->name;
    for (const struct option_spec *s = common; s->name; s++)
        names[count++] = s->name;
    names[count] = NULL;
    snprintf(name, sizeof name, "%.*s", (int)strcspn(word + 1 + (word[1] == '-'), "="),
             word + 1 + (word[1] == '-'));
    const char *near = catapult_settings_nearest(name, names);
    int dashes = (int)(word[1] == '-') + 1;
    if (near)
        catapult_error_set(&parse->err, CATAPULT_STATUS_USAGE, "unknown option '%.*s%s' (did you mean '--%s'?)", dashes,
                           word, name, near);
    else
        catapult_error_set(&parse->err, CATAPULT_STATUS_USAGE, "unknown option '%.*s%s' (see catapult %s --help)",
                           dashes, word, name, parse->command->name);
}

/* word is "--name", "--name=value", "-x" or "-xvalue"; takes the next element of argv if a value is needed. */
static void one_option(struct parse *parse, const char *word)
{
    bool is_long = word[1] == '-';
    const char *name = word + 1 + is_long, *value = NULL;
    size_t length = is_long ? strcspn(name, "=") : 1;
    const struct option_spec *spec = options_find(parse->command->options, name, length, is_long ? 0 : *name);
    if (!spec)
        spec = options_find(common, name, length, is_long ? 0 : *name);
    if (!spec) {
        unknown_option(parse, word);
        return;
    }
    if (is_long ? name[length] == '=' : name[1] != '\0')
        value = name + length + is_long;
    if (!spec->argument && value) {
        catapult_error_set(&parse->err, CATAPULT_STATUS_USAGE, "--%s takes no value", spec->name);
        return;
    }
    if (spec->argument && !value && parse->next < parse->end)
        value = *parse->next++;
    if (spec->argument && !value) {
        catapult_error_set(&parse->err, CATAPULT_STATUS_USAGE, "--%s needs a value (%s)", spec->name, spec->argument);
        return;
    }
    options_apply(parse, spec, value);
}

static void add_word(struct parse *parse, const char *word)
{
    if (parse->options->n_words >= parse->command->words_max)
        catapult_error_set(&parse->err, CATAPULT_STATUS_USAGE, "unexpected '%.60s' (see catapult %s --help)", word,
                           parse->command->name);
    else
        parse->options->words[parse->options->n_words++] = word;
}

int options_parse(struct options *options, const struct command *command, void *mine, int argc, char **argv)
{
    struct parse parse = {.options = options, .command = command, .mine = mine,
                          .next = argv + 1, .end = argv + argc};
    bool only_words = false;
    memset(options, 0, sizeof *options);
    options->words = (const char **)(argv + 1); /* never overtakes parse.next */
    while (parse.next < parse.end && !parse.done && parse.err.code == CATAPULT_STATUS_OK) {
        const char *word = *parse.next++;
        if (!only_words && strcmp(word, "--") == 0)
            only_words = true;
        else if (!only_words && word[0] == '-' && word[1])
            one_option(&parse, word);
        else
            add_word(&parse, word);
    }
    if (parse.done)
        return EXIT_DONE;
    if (parse.err.code == CATAPULT_STATUS_OK && options->n_words < command->words_min)
        catapult_error_set(&parse.err, CATAPULT_STATUS_USAGE, "%s needs %s (see catapult %s --help)", command->name,
                           command->args, command->name);
    return parse.err.code == CATAPULT_STATUS_OK ? -1 : cmd_fail(&parse.err);
}

/* A reason begins with its setting's name, which is left out after the option of the same name ("--eta"). */
static const char *behind_name(const char *reason, const char *key)
{
    size_t length = key ? strlen(key) : 0;
    bool named = length > 0 && strncmp(reason, key, length) == 0 && strncmp(reason + length, ": ", 2) == 0;
    return named ? reason + length + 2 : reason;
}

static enum catapult_status apply_set(const struct option_set *set, struct catapult_settings *settings,
                                      struct origins *origins, struct catapult_error *err)
{
    char key[128], option[64];
    struct catapult_error reason;
    const char *value = set->text;
    snprintf(key, sizeof key, "%s", set->spec->key ? set->spec->key : "");
    if (!set->spec->key) {
        value = strchr(set->text, '=') + 1;
        snprintf(key, sizeof key, "%.*s", (int)(value - 1 - set->text), set->text);
    }
    snprintf(option, sizeof option, "--%s", set->spec->name);
    if (catapult_settings_set(settings, key, value, &reason) != CATAPULT_STATUS_OK)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: %s", option,
                                  behind_name(reason.text, set->spec->key));
    origins_note(origins, key, option);
    return CATAPULT_STATUS_OK;
}

/* The settings that the command read last. */
static struct {
    struct origins origins;
    const char *preset;
} last;

const char *options_place(const char *reason)
{
    char key[128];
    snprintf(key, sizeof key, "%.*s", (int)strcspn(reason, ": "), reason);
    const struct catapult_setting *row = last.preset ? catapult_settings_find(key) : NULL;
    const char *place = row ? last.origins.text[row - catapult_settings_table] : "";
    return !row || strchr(place, ':') ? place : last.preset;
}

enum catapult_status options_settings(const struct options *options, const char *preset,
                                      struct catapult_settings *settings, struct origins *origins,
                                      struct catapult_error *err)
{
    enum catapult_status status = CATAPULT_STATUS_OK;
    last.preset = preset;
    catapult_settings_defaults(settings);
    origins_defaults(&last.origins);
    if (preset)
        status = preset_load(preset, options->presets_dir, settings, &last.origins, err);
    for (int i = 0; i < options->n_set && status == CATAPULT_STATUS_OK; i++)
        status = apply_set(&options->set[i], settings, &last.origins, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    if (origins)
        *origins = last.origins;
    return catapult_settings_validate(settings, err);
}

enum catapult_status options_whole(const char *option, const char *text, long low, long high, int *out,
                                   struct catapult_error *err)
{
    long value;
    if (!number_whole(text, &value) || value < low || value > high)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--%s: '%.60s' is not a number in %ld to %ld", option,
                                  text, low, high);
    *out = (int)value;
    return CATAPULT_STATUS_OK;
}

enum catapult_status options_steps(const char *option, const char *text, long *steps, struct catapult_error *err)
{
    if (!number_whole(text, steps) || *steps < 0 || *steps > STEPS_MOST)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--%s: '%.60s' is not a number of steps (0 to %d)",
                                  option, text, STEPS_MOST);
    return CATAPULT_STATUS_OK;
}
