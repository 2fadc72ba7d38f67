/* completion.c - prints shell completion scripts for catapult's command lines, from the tables of commands, options
 * and settings.  The scripts ask the program for names of presets and lessons when they are needed, since there may
 * be user files.  File names may contain anything: no shell ever parses them as words or code.  The program that is
 * asked is the one being completed: the path that was typed, or the name's path in PATH if that is absolute.  A file
 * in the current folder is never run for a plain name.
 *
 * What can follow an option comes from its row: one of its choices; or files, folders or settings for FILE, DIR and
 * KEY=VALUE. */
#include "cmd/help.h"

#include <catapult/settings.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/options.h"
#include "data/search_path.h"

static const char *const topics[] = {"settings", "keys", "completion", NULL};
/* Kinds of words that have names: their name in a usage line, the word for 'help completion' that prints them, their
 * zsh function, and the files that are also accepted (a glob; "*": any). */
static const struct noun {
    const char *word, *list, *function, *files;
    const struct search_path *where;
} nouns[] = {
    {"PRESET", "presets", "_catapult_presets", "*.conf", &search_presets},
    {"LESSON", "lessons", "_catapult_lessons", "*", &search_lessons},
};
enum { NOUNS = sizeof nouns / sizeof nouns[0] };

static const char *const shells[] = {"bash", "zsh", "fish", NULL};

/* NULL: the command's words have no names. */
static const struct noun *noun_of(const struct command *command)
{
    for (size_t i = 0; i < NOUNS; i++)
        if (strstr(command->args, nouns[i].word))
            return &nouns[i];
    return NULL;
}

static bool takes(const struct option_spec *spec, const char *argument)
{
    return spec->argument && strcmp(spec->argument, argument) == 0;
}

static void completion_put_words(const char *const *words)
{
    for (int i = 0; words[i]; i++)
        printf("%s%s", i ? " " : "", words[i]);
}

static void completion_put_commands(void)
{
    for (size_t i = 0; commands[i]; i++)
        printf("%s%s", i ? " " : "", commands[i]->name);
}

static void completion_put_keys(const char *tail)
{
    for (size_t i = 0; i < catapult_settings_count; i++)
        printf("%s%s%s", i ? " " : "", catapult_settings_table[i].key, tail);
}

/* Prints "--name " for every option of a list. */
static void completion_put_options(const struct option_spec *specs)
{
    for (; specs && specs->name; specs++)
        printf(" --%s", specs->name);
}

/* Calls put for the options of every command, with the command's name, and for the common ones, with "*". */
static void for_each_option(void (*put)(const char *command, const struct option_spec *spec))
{
    for (size_t i = 0; commands[i]; i++)
        for (const struct option_spec *spec = commands[i]->options; spec && spec->name; spec++)
            put(commands[i]->name, spec);
    for (const struct option_spec *spec = options_common(); spec->name; spec++)
        put("*", spec);
}

/* --- bash ------------------------------------------------------------------------------------------------------- */

static void bash_option(const char *command, const struct option_spec *spec)
{
    if (!spec->argument)
        return;
    printf("    %s\\ --%s) ", strcmp(command, "*") == 0 ? "*" : command, spec->name);
    if (spec->choices) {
        printf("COMPREPLY=($(compgen -W '");
        completion_put_words(spec->choices);
        printf("' -- \"$cur\")); return ;;\n");
    } else if (takes(spec, "FILE")) {
        puts("_catapult_files '*' \"$cur\"; return ;;");
    } else if (takes(spec, "DIR")) {
        puts("_catapult_files / \"$cur\"; return ;;");
    } else if (takes(spec, "KEY=VALUE")) {
        puts("compopt -o nospace; COMPREPLY=($(compgen -W \"$keys\" -- \"$cur\")); return ;;");
    } else {
        puts("return ;;");
    }
}

/* bash splits KEY=VALUE into three words. */
static void bash_values(void)
{
    for (size_t i = 0; i < catapult_settings_count; i++) {
        if (!catapult_settings_table[i].choices)
            continue;
        printf("    %s) COMPREPLY=($(compgen -W '", catapult_settings_table[i].key);
        completion_put_words(catapult_settings_table[i].choices);
        puts("' -- \"$cur\")); return ;;");
    }
}

static void bash_commands(void)
{
    for (size_t i = 0; commands[i]; i++) {
        printf("    %s) options='", commands[i]->name);
        completion_put_options(commands[i]->options);
        printf("'; noun=%s ;;\n", noun_of(commands[i]) ? noun_of(commands[i])->word : "");
    }
}

static const char bash_functions[] =
    "# plain = what bash makes of the word $1: its quotes are taken away, and nothing of it is run; quote: which is open at its end.\n"
    "_catapult_plain() {\n"
    "    local in=$1 i c\n"
    "    plain= quote=\n"
    "    for ((i = 0; i < ${#in}; i++)); do\n"
    "        c=${in:i:1}\n"
    "        case $quote$c in\n"
    "        \\\\ | \\\"\\\\) plain+=${in:++i:1} ;;\n"
    "        \\' | \\\") quote=$c ;;\n"
    "        \\'\\' | \\\"\\\") quote= ;;\n"
    "        *) plain+=$c ;;\n"
    "        esac\n"
    "    done\n"
    "}\n"
    "# Offers a word, as it has to stand behind the quote that is open; one that cannot is left out.\n"
    "_catapult_offer() {\n"
    "    local word=$1 i c\n"
    "    case $quote in\n"
    "    \\') [[ $word == *\\'* ]] && return ;;\n"
    "    \\\")\n"
    "        [[ $word == *!* || $word == *\\\" ]] && return\n"
    "        word=\n"
    "        for ((i = 0; i < ${#1}; i++)); do\n"
    "            c=${1:i:1}\n"
    "            [[ $c == [\\\"\\$\\`\\\\] ]] && word+=\\\\\n"
    "            word+=$c\n"
    "        done ;;\n"
    "    *) printf -v word %q \"$word\" ;;\n"
    "    esac\n"
    "    COMPREPLY+=(\"$word$2\")\n"
    "}\n"
    "# Offers the names of $1 that begin like the word $2.\n"
    "_catapult_names() {\n"
    "    local plain quote program name\n"
    "    _catapult_plain \"${COMP_WORDS[0]}\"\n"
    "    case $plain in\n"
    "    \\~/*) program=$HOME${plain:1} ;;\n"
    "    */*) program=$plain ;;\n"
    "    *) program=$(type -P \"$plain\"); [[ $program == /* ]] || return ;;\n"
    "    esac\n"
    "    [[ -f $program && -x $program ]] || return\n"
    "    _catapult_plain \"$2\"\n"
    "    [[ $quote && $2 != \"$quote\"* ]] && return\n"
    "    while IFS= read -r -d '' name; do\n"
    "        [[ $name == \"$plain\"* ]] && _catapult_offer \"$name\"\n"
    "    done < <(\"$program\" help completion \"$1\" 2>/dev/null </dev/null)\n"
    "}\n"
    "# Offers the files that the pattern $1 fits, folders if it is /, that begin like the word $2.\n"
    "_catapult_files() {\n"
    "    local plain quote file\n"
    "    _catapult_plain \"$2\"\n"
    "    [[ $quote && $2 != \"$quote\"* ]] && return\n"
    "    while IFS= read -r -d '' file; do\n"
    "        if [[ -d $file ]]; then\n"
    "            compopt -o nospace\n"
    "            _catapult_offer \"$file\" /\n"
    "        else\n"
    "            _catapult_offer \"$file\"\n"
    "        fi\n"
    "    done < <(\n"
    "        shopt -u failglob nocasematch\n"
    "        set +f\n"
    "        [[ $plain == \\~/* ]] && plain=$HOME${plain:1}\n"
    "        for file in \"$plain\"*; do\n"
    "            [[ -e $file && ( $1 == / && -d $file || $file == $1 ) ]] && printf '%s\\0' \"$file\"\n"
    "        done)\n"
    "}\n";

static void put_bash(void)
{
    printf("# Completion of catapult for bash, made by 'catapult help completion bash'.\n"
           "%s"
           "_catapult() {\n"
           "    local IFS=$' \\t\\n'\n"
           "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=lab word options noun\n"
           "    local commands='", bash_functions);
    completion_put_commands();
    printf(" help'\n    local keys='");
    completion_put_keys("=");
    printf("'\n"
           "    COMPREPLY=()\n"
           "    if [ \"$cur\" = = ]; then\n"
           "        cur=\n"
           "    elif [ \"$prev\" = = ]; then\n"
           "        prev=${COMP_WORDS[COMP_CWORD-2]}\n"
           "    fi\n"
           "    if [ \"$COMP_CWORD\" -gt 1 ]; then\n"
           "        for word in $commands; do\n"
           "            [ \"$word\" = \"${COMP_WORDS[1]}\" ] && command=$word\n"
           "        done\n"
           "    fi\n"
           "    case $prev in\n");
    bash_values();
    printf("    esac\n    case $command\\ $prev in\n");
    for_each_option(bash_option);
    printf("    help\\ completion) COMPREPLY=($(compgen -W '");
    completion_put_words(shells);
    printf("' -- \"$cur\")); return ;;\n    esac\n    case $command in\n");
    bash_commands();
    printf("    help) COMPREPLY=($(compgen -W \"$commands ");
    completion_put_words(topics);
    printf("\" -- \"$cur\")); return ;;\n    esac\n    case $cur in\n    -*) COMPREPLY=($(compgen -W \"$options");
    completion_put_options(options_common());
    printf("\" -- \"$cur\")); return ;;\n"
           "    esac\n"
           "    [ \"$COMP_CWORD\" -eq 1 ] && COMPREPLY=($(compgen -W \"$commands\" -- \"$cur\"))\n"
           "    case $noun in\n");
    for (size_t i = 0; i < NOUNS; i++)
        printf("    %s)\n"
               "        _catapult_names %s \"$cur\"\n"
               "        _catapult_files '%s' \"$cur\" ;;\n", nouns[i].word, nouns[i].list, nouns[i].files);
    printf("    esac\n"
                  "}\n"
           "complete -F _catapult catapult\n");
}

/* --- zsh --------------------------------------------------------------------------------------------------------- */

/* Escapes text for '...' and for [...] of _arguments. */
static void put_zsh_text(const char *text)
{
    for (; *text; text++) {
        if (*text == '\'')
            fputs("'\\''", stdout);
        else if (strchr("[]\\:", *text))
            printf("\\%c", *text);
        else
            putchar(*text);
    }
}

static void zsh_option(const struct option_spec *spec, bool repeated)
{
    printf(" \\\n            '%s--%s%s[", repeated ? "*" : "", spec->name, spec->argument ? "=" : "");
    put_zsh_text(spec->help);
    fputs("]", stdout);
    if (spec->argument)
        printf(":%s:", spec->argument);
    if (spec->choices) {
        putchar('(');
        completion_put_words(spec->choices);
        putchar(')');
    } else if (takes(spec, "FILE")) {
        fputs("_files", stdout);
    } else if (takes(spec, "DIR")) {
        fputs("_files -/", stdout);
    } else if (takes(spec, "KEY=VALUE")) {
        fputs("_catapult_settings", stdout);
    }
    putchar('\'');
}

static void zsh_command(const struct command *command)
{
    printf("    %s)\n        _arguments", command->name);
    for (const struct option_spec *spec = command->options; spec && spec->name; spec++)
        zsh_option(spec, false);
    for (const struct option_spec *spec = options_common(); spec->name; spec++)
        zsh_option(spec, takes(spec, "KEY=VALUE"));
    if (noun_of(command))
        printf(" \\\n            '*:%s:%s'", noun_of(command)->word, noun_of(command)->function);
    puts(" ;;");
}

static void zsh_settings(void)
{
    printf("_catapult_settings() {\n"
           "    local key=${PREFIX%%%%=*}\n"
           "    if [[ $PREFIX != *=* ]]; then\n"
           "        compadd -S= -- ");
    completion_put_keys("");
    printf("\n        return\n    fi\n    compset -P '*='\n    case $key in\n");
    for (size_t i = 0; i < catapult_settings_count; i++) {
        if (!catapult_settings_table[i].choices)
            continue;
        printf("    %s) compadd -- ", catapult_settings_table[i].key);
        completion_put_words(catapult_settings_table[i].choices);
        puts(" ;;");
    }
    printf("    esac\n}\n");
}

static void put_zsh(void)
{
    printf("#compdef catapult\n"
           "# Completion of catapult for zsh, made by 'catapult help completion zsh'.\n");
    fputs("_catapult_names() {\n"
          "    local program=${catapult_typed/#\\~\\//$HOME/}\n"
          "    local -a names\n"
          "    [[ $program == */* ]] || program=${commands[$program]}\n"
          "    [[ $catapult_typed == */* || $program == /* ]] || return\n"
          "    [[ -f $program && -x $program ]] || return\n"
          "    names=(\"${(@0)$(\"$program\" help completion $1 2>/dev/null </dev/null)}\")\n"
          "    names=(\"${(@)names:#}\")\n"
          "    compadd -a names\n"
          "}\n", stdout);
    for (size_t i = 0; i < NOUNS; i++)
        printf("%s() {\n"
               "    _catapult_names %s\n"
               "    _files -g '%s'\n"
               "}\n", nouns[i].function, nouns[i].list, nouns[i].files);
    zsh_settings();
    printf("_catapult() {\n    local command=lab catapult_typed=${(Q)words[1]}\n    local -a names\n    names=(");
    completion_put_commands();
    printf(" help)\n"
           "    if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n"
           "        compadd -- $names\n"
           "        _catapult_presets\n"
           "        return\n"
           "    fi\n"
           "    if (( names[(Ie)$words[2]] )); then\n"
           "        command=$words[2]\n"
           "        shift words\n"
           "        (( CURRENT-- ))\n"
           "    fi\n"
           "    case $command in\n");
    for (size_t i = 0; commands[i]; i++)
        zsh_command(commands[i]);
    printf("    help) compadd -- $names ");
    completion_put_words(topics);
    putchar(' ');
    completion_put_words(shells);
    printf(" ;;\n    esac\n}\n_catapult \"$@\"\n");
}

/* --- fish -------------------------------------------------------------------------------------------------------- */

static void put_fish_text(const char *text)
{
    putchar('\'');
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            putchar('\\');
        putchar(*text);
    }
    putchar('\'');
}

/* The laboratory is also the command when none is given. */
static void put_fish_condition(const char *command)
{
    if (strcmp(command, "*") == 0)
        return;
    printf(" -n '");
    if (strcmp(command, command_lab.name) == 0) {
        printf("not __fish_seen_subcommand_from");
        for (size_t i = 0; commands[i]; i++)
            if (commands[i] != &command_lab)
                printf(" %s", commands[i]->name);
        printf(" help");
    } else {
        printf("__fish_seen_subcommand_from %s", command);
    }
    putchar('\'');
}

static void fish_option(const char *command, const struct option_spec *spec)
{
    printf("complete -c catapult");
    put_fish_condition(command);
    printf(" -l %s", spec->name);
    if (spec->letter)
        printf(" -s %c", spec->letter);
    if (spec->choices) {
        printf(" -x -a '");
        completion_put_words(spec->choices);
        putchar('\'');
    } else if (takes(spec, "FILE")) {
        printf(" -r -F");
    } else if (takes(spec, "DIR")) {
        printf(" -x -a '(__fish_complete_directories)'");
    } else if (takes(spec, "KEY=VALUE")) {
        printf(" -x -a '");
        completion_put_keys("=");
        putchar('\'');
    } else if (spec->argument) {
        printf(" -x");
    }
    printf(" -d ");
    put_fish_text(spec->help);
    putchar('\n');
}

static void put_fish(void)
{
    puts("# Completion of catapult for fish, made by 'catapult help completion fish'.\n"
         "function __catapult_names\n"
         "    set -l typed (commandline -opc)[1]\n"
         "    set -l program (string replace -r '^~/' $HOME/ -- $typed)\n"
         "    string match -q '*/*' -- $typed; or set program (command -s -- $typed | string match '/*')\n"
         "    test -f \"$program\" -a -x \"$program\"; or return\n"
         "    for name in (command $program help completion $argv[1] 2>/dev/null </dev/null | string split0)\n"
         "        # What stands behind a tab is fish's description.\n"
         "        string match -q \"*\"\\t\"*\" -- $name; or printf '%s\\0' $name\n"
         "    end | string split0\n"
         "end\n"
         "complete -c catapult -f\n"
         "complete -c catapult -n '__fish_use_subcommand' -a help -d 'Options and examples of a command'");
    for (size_t i = 0; commands[i]; i++) {
        printf("complete -c catapult -n '__fish_use_subcommand' -a %s -d ", commands[i]->name);
        put_fish_text(commands[i]->help);
        putchar('\n');
        const struct noun *noun = noun_of(commands[i]);
        if (!noun)
            continue;
        printf("complete -c catapult");
        put_fish_condition(commands[i]->name);
        printf(" -a '(__catapult_names %s)'\n", noun->list);
        printf("complete -c catapult");
        put_fish_condition(commands[i]->name);
        printf(" -a '(__fish_complete_suffix %s)'\n", noun->files + 1);
    }
    printf("complete -c catapult -n '__fish_seen_subcommand_from help' -a '");
    completion_put_commands();
    putchar(' ');
    completion_put_words(topics);
    puts("'");
    for_each_option(fish_option);
}

/* Prints the names, each followed by a zero byte, since any other byte may be in a name.  Omits names that would be
 * read as an option or a path when typed. */
static int put_names(const struct search_path *where)
{
    struct search_entry *entries = NULL;
    size_t count = search_path_list(where, NULL, &entries);
    for (size_t i = 0; i < count && entries; i++)
        if (*entries[i].name != '-' && !search_path_is_path(where, entries[i].name))
            fwrite(entries[i].name, 1, strlen(entries[i].name) + 1, stdout);
    free(entries);
    return EXIT_DONE;
}

int help_completion(const char *shell)
{
    static void (*const put[])(void) = {put_bash, put_zsh, put_fish};
    struct catapult_error err;
    for (int i = 0; shells[i]; i++)
        if (strcmp(shells[i], shell) == 0) {
            put[i]();
            return EXIT_DONE;
        }
    for (size_t i = 0; i < NOUNS; i++)
        if (strcmp(nouns[i].list, shell) == 0)
            return put_names(nouns[i].where);
    catapult_error_set(&err, CATAPULT_STATUS_USAGE, "no completion for '%.60s' (there is bash, zsh and fish)", shell);
    return cmd_fail(&err);
}
