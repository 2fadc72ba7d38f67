/* help.c - see help.h.
 *
 * The manual page is in mdoc(7).  A word of a macro line may itself be a macro, and a text line must not begin with a
 * dot, so everything that comes from a table goes through put_word or put_text. */
#include "cmd/help.h"

#include <catapult/outcome.h>
#include <catapult/phase.h>
#include <catapult/settings.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/options.h"
#ifdef HAVE_TUI
#include "tui/input/keymap.h"
#include "tui/input/request.h"
#endif

/* "one of sum mean", "0 to 2147483647", "a list; 1 to 10000000 units" */
static void print_range(const struct catapult_setting *row)
{
    bool list = row->type == CATAPULT_SETTING_INT_LIST || row->type == CATAPULT_SETTING_CHOICE_LIST
                || row->type == CATAPULT_SETTING_CLASSES
                || row->type == CATAPULT_SETTING_SCHEDULE;
    if (list)
        printf("a list; ");
    if (row->choices) {
        printf("one of");
        for (int i = 0; row->choices[i]; i++)
            printf(" %s", row->choices[i]);
    } else if (row->type == CATAPULT_SETTING_LR) {
        printf("a learning rate");
    } else if (row->type == CATAPULT_SETTING_TEXT_VALUE) {
        printf("text");
    } else if (row->type == CATAPULT_SETTING_PATH) {
        printf("a file or folder");
    } else {
        printf("%.10g to %.10g%s%s", row->min, row->max, *row->unit ? " " : "", row->unit);
    }
    if (*row->initial)
        printf("; default %s", row->initial);
}

int help_settings(void)
{
    printf("Settings, as --set KEY=VALUE takes them; in a preset the part before the dot is a section.\n");
    for (size_t i = 0; i < catapult_settings_count; i++) {
        printf("\n%s\n    %s\n    ", catapult_settings_table[i].key, catapult_settings_table[i].help);
        print_range(&catapult_settings_table[i]);
        printf("\n");
    }
    return EXIT_DONE;
}

#ifdef HAVE_TUI
int help_keys(void)
{
    char keys[64];
    for (int group = 0; group < GROUP_COUNT; group++) {
        printf("%s%s\n", group ? "\n" : "", request_group_titles[group]);
        for (int i = 0; i < REQUEST_COUNT; i++) {
            if ((int)requests[i].group != group)
                continue;
            keymap_text(NULL, (enum request)i, REQUEST_KEYS_MAX, keys, sizeof keys);
            printf("  %-14s %-14s %s\n", keys, requests[i].name, requests[i].help);
        }
    }
    return EXIT_DONE;
}
#else
int help_keys(void)
{
    struct catapult_error err;
    catapult_error_set(&err, CATAPULT_STATUS_USAGE,
                       "built without the laboratory (configure --without-tui): there are no keys");
    return cmd_fail(&err);
}
#endif

/* --- mdoc -------------------------------------------------------------------------------------------------- */

static void put_escaped(const char *text)
{
    for (; *text; text++) {
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '-')
            fputs("\\-", stdout); /* a dash that can be pasted into a shell */
        else
            putchar(*text);
    }
}

/* One word of a macro line; \& prevents "." from being punctuation and "No" from being a macro. */
static void man_put_word(const char *word)
{
    fputs(" \\&", stdout);
    put_escaped(word);
}

/* A line of running text. */
static void man_put_text(const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", stdout);
    put_escaped(text);
    putchar('\n');
}

static void man_put_options(const struct option_spec *specs)
{
    puts(".Bl -tag -width Ds");
    for (; specs->name; specs++) {
        fputs(".It", stdout);
        if (specs->letter)
            printf(" Fl %c ,", specs->letter);
        fputs(" Fl Fl", stdout);
        man_put_word(specs->name);
        if (specs->argument) {
            fputs(" Ar", stdout);
            man_put_word(specs->argument);
        }
        putchar('\n');
        man_put_text(specs->help);
    }
    puts(".El");
}

/* Prints lines of the form "  catapult run fig3\n". */
static void put_examples(const char *examples)
{
    puts(".Bd -literal -offset indent");
    while (*examples) {
        char line[400];
        size_t length = strcspn(examples, "\n");
        snprintf(line, sizeof line, "%.*s", (int)length, examples);
        put_escaped(line + strspn(line, " "));
        putchar('\n');
        examples += length + (examples[length] == '\n');
    }
    puts(".Ed");
}

static void man_put_commands(void)
{
    for (size_t i = 0; commands[i]; i++) {
        printf(".Ss catapult %s%s%s\n", commands[i]->name, *commands[i]->args ? " " : "", commands[i]->args);
        printf("%s.\n", commands[i]->help);
        if (commands[i]->options && commands[i]->options->name)
            man_put_options(commands[i]->options);
        if (commands[i]->examples && *commands[i]->examples)
            put_examples(commands[i]->examples);
    }
}

static void put_common_options(void)
{
    man_put_options(options_common());
}

static void man_put_settings(void)
{
    puts(".Bl -tag -width Ds");
    for (size_t i = 0; i < catapult_settings_count; i++) {
        fputs(".It Va", stdout);
        man_put_word(catapult_settings_table[i].key);
        putchar('\n');
        man_put_text(catapult_settings_table[i].help);
        puts(".br");
        putchar('(');
        print_range(&catapult_settings_table[i]);
        puts(")");
    }
    puts(".El");
}

#ifdef HAVE_TUI
static void put_key_words(const struct request_info *request)
{
    if (request->keys[0] == CODE_NONE) {
        char line[64];
        snprintf(line, sizeof line, ":%s", request->name);
        fputs(" Ic", stdout);
        man_put_word(line);
    }
    for (int i = 0; i < REQUEST_KEYS_MAX && request->keys[i] != CODE_NONE; i++) {
        char name[32];
        key_name(request->keys[i], name, sizeof name);
        fputs(i ? " , Ic" : " Ic", stdout);
        man_put_word(name);
    }
}

static void man_put_keys(void)
{
    for (int group = 0; group < GROUP_COUNT; group++) {
        printf(".Ss %s\n.Bl -tag -width \"PgDn, Ctrl-C\" -compact\n", request_group_titles[group]);
        for (int i = 0; i < REQUEST_COUNT; i++) {
            if ((int)requests[i].group != group)
                continue;
            fputs(".It", stdout);
            put_key_words(&requests[i]);
            putchar('\n');
            man_put_text(requests[i].help);
            fputs(".Pq Cm", stdout);
            man_put_word(requests[i].name);
            putchar('\n');
        }
        puts(".El");
    }
}
#else
static void man_put_keys(void)
{
    puts("This build has no laboratory.");
}
#endif

static void put_phases(void)
{
    puts(".Bl -tag -width divergent -compact");
    for (int i = 0; i < CATAPULT_PHASE_COUNT; i++) {
        fputs(".It Sy", stdout);
        man_put_word(catapult_phase_name((enum catapult_phase)i));
        putchar('\n');
        man_put_text(catapult_phase_help((enum catapult_phase)i));
    }
    puts(".El");
}

static void put_outcomes(void)
{
    puts(".Bl -tag -width converged -compact");
    for (int i = 0; i < CATAPULT_OUTCOME_COUNT; i++) {
        fputs(".It Sy", stdout);
        man_put_word(catapult_outcome_name((enum catapult_outcome_word)i));
        putchar('\n');
        man_put_text(catapult_outcome_help((enum catapult_outcome_word)i));
    }
    puts(".El");
}

static const struct {
    const char *line;
    void (*put)(void);
} parts[] = {
    {"@commands@", man_put_commands}, {"@options@", put_common_options}, {"@settings@", man_put_settings},
    {"@keys@", man_put_keys},         {"@phases@", put_phases},          {"@outcomes@", put_outcomes},
};

static bool put_part(const char *line)
{
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (strcmp(parts[i].line, line) == 0) {
            parts[i].put();
            return true;
        }
    }
    return false;
}

int help_manual(void)
{
    char line[1000];
    struct catapult_error err;
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        if (*line != '@') {
            puts(line);
        } else if (!put_part(line)) {
            catapult_error_set(&err, CATAPULT_STATUS_INPUT, "the manual's template has an unknown line '%.60s'", line);
            return cmd_fail(&err);
        }
    }
    return EXIT_DONE;
}
