/* cmd_lab.c - starts the laboratory: command line in, terminal out. */
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/cmd_lab.h"
#include "cmd/lab_config.h"
#include "cmd/lab_parts.h"
#include "cmd/options.h"
#include "cmd/progress.h"
#include "base/outfile.h"
#include "base/number.h"
#include "base/xalloc.h"
#include "data/config.h"
#include "data/source.h"
#include "tui/lab/lab.h"
#include "tui/lab/reproduce.h"

struct lab_args {
    const char *glyphs, *color, *theme, *mouse, *fps, *rate, *memory, *history, *folder, *cast, *record, *shot, *steps, *size, *commands, *wait;
    bool paused, plain, present, force;
};

enum { SHOT_ROWS = 24, SHOT_COLS = 80, SHOT_SIDE_MAX = 1000, WORDS_TEXT = 4096 };

/* Iterations per second of --plain at a terminal. */
#define PLAIN_RATE 1.0

static const char *const glyph_words[] = {"braille", "block", "ascii", NULL};
static const char *const mouse_words[] = {"off", "on", NULL};
static const char *const color_words[] = {"auto", "always", "never", NULL};

static const struct option_spec specs[] = {
    {.name = "paused", .help = "start paused; Space runs", .offset = offsetof(struct lab_args, paused)},
    {.name = "eta", .argument = "VALUE", .help = "learning rate: 0.4, 1.2crit, 3.9/l1, 0.9max", .key = "eta"},
    {.name = "rate", .argument = "N", .help = "iterations per second (default 4); 0: no limit",
     .offset = offsetof(struct lab_args, rate)},
    {.name = "memory", .argument = "MB", .help = "memory for saved states of all runs, which make going back fast (default 512)",
     .offset = offsetof(struct lab_args, memory)},
    {.name = "history", .argument = "MB", .help = "memory for the rows of all runs; a run stops when it is full (default 1024)",
     .offset = offsetof(struct lab_args, history)},
    {.name = "glyphs", .argument = "SET", .help = "braille, block or ascii (default: the best that the terminal can show)",
     .choices = glyph_words, .offset = offsetof(struct lab_args, glyphs)},
    {.name = "theme", .argument = "NAME", .help = "safe (for any background, the default), dark, light, contrast or mono",
     .choices = theme_names, .offset = offsetof(struct lab_args, theme)},
    {.name = "color", .argument = "WHEN", .help = "auto, always or never (auto obeys NO_COLOR)",
     .choices = color_words, .offset = offsetof(struct lab_args, color)},
    {.name = "mouse", .argument = "WHEN", .help = "on or off (default off, so that the terminal can select text; the key M switches)",
     .choices = mouse_words, .offset = offsetof(struct lab_args, mouse)},
    {.name = "present", .help = "for lectures: one pane, thick lines, large numbers (the key p)",
     .offset = offsetof(struct lab_args, present)},
    {.name = "fps", .argument = "N", .help = "at most N frames per second, 1 to 30 (default 30; use less for a slow connection)",
     .offset = offsetof(struct lab_args, fps)},
    {.name = "plain", .help = "no screen: print a line per step, read commands as lines (also if TERM is dumb)",
     .offset = offsetof(struct lab_args, plain)},
    {.name = "out", .argument = "DIR", .help = "folder for the files of the key w (default: the current one)",
     .offset = offsetof(struct lab_args, folder)},
    {.name = "cast", .argument = "FILE", .help = "record the screen into a new file, as an asciicast, version 2",
     .offset = offsetof(struct lab_args, cast)},
    {.name = "record", .argument = "FILE", .help = "record all changes of the run into a new file, for catapult play",
     .offset = offsetof(struct lab_args, record)},
    {.name = "shot", .argument = "FILE", .help = "write the screen (.svg, .txt) or its rows (.csv) without a terminal, and end",
     .offset = offsetof(struct lab_args, shot)},
    {.name = "steps", .argument = "N", .help = "with --shot: number of steps before it (default stop.steps)",
     .offset = offsetof(struct lab_args, steps)},
    {.name = "do", .argument = "COMMANDS", .help = "with --shot: commands to do then, as typed after ':', separated by ;",
     .offset = offsetof(struct lab_args, commands)},
    {.name = "wait", .argument = "eta_max", .help = "with --shot: measure eta_max before (default: not on the ruler)",
     .offset = offsetof(struct lab_args, wait)},
    {.name = "size", .argument = "COLSxROWS", .help = "with --shot: size of the screen (default 80x24)",
     .offset = offsetof(struct lab_args, size)},
    {.name = "force", .help = OPTIONS_FORCE_HELP, .offset = offsetof(struct lab_args, force)},
    {.name = NULL},
};

static const struct option_spec *spec_of(const char *option)
{
    const struct option_spec *spec = specs;
    while (strcmp(spec->name, option) != 0)
        spec++;
    return spec;
}

/* The source of an option's value: the command line, else the configuration, else the default. */
struct source_of {
    const char *text;
    const struct config *config; /* NULL: the command line */
    int line;
};

static struct source_of from(const char *option, const struct config *config, const struct config_value *value)
{
    if (option || !*value->text)
        return (struct source_of){option, NULL, 0};
    return (struct source_of){value->text, config, value->line};
}

/* "--theme: ...", or "FILE:LINE: theme: ..." */
static enum catapult_status lab_refuse_option(const struct source_of *source, const char *name,
                                              struct catapult_error *err, const char *why)
{
    if (source->config)
        return config_fail(source->config, source->line, err, "%s: %s", name, why);
    return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--%s: %s", name, why);
}

/* The index of the word among the option's choices; without a word, the fallback. */
static enum catapult_status lab_choose_word(const char *name, struct source_of source, int fallback, int *out,
                                            struct catapult_error *err)
{
    const char *const *list = spec_of(name)->choices;
    char why[200];
    *out = fallback;
    if (!source.text)
        return CATAPULT_STATUS_OK;
    size_t used = (size_t)snprintf(why, sizeof why, "'%.60s' is not ", source.text);
    for (int i = 0; list[i]; i++) {
        if (strcmp(list[i], source.text) == 0) {
            *out = i;
            return CATAPULT_STATUS_OK;
        }
        used += (size_t)snprintf(why + used, sizeof why - used, "%s%s", i == 0 ? "" : list[i + 1] ? ", " : " or ", list[i]);
    }
    return lab_refuse_option(&source, name, err, why);
}

/* Without text, *value is not changed. */
static enum catapult_status parse_number(const char *name, struct source_of source, double min, double max,
                                         double *value, struct catapult_error *err)
{
    double number;
    char why[120];
    if (!source.text)
        return CATAPULT_STATUS_OK;
    if (number_only(source.text, &number) && number >= min && number <= max) {
        *value = number;
        return CATAPULT_STATUS_OK;
    }
    snprintf(why, sizeof why, "'%.60s' is not a number from %g to %g", source.text, min, max);
    return lab_refuse_option(&source, name, err, why);
}

static enum catapult_status parse_mine(const struct lab_args *mine, const struct config *config,
                                       struct lab_options *out, struct catapult_error *err)
{
    int color, theme, mouse;
    struct stat info;
    out->paused = mine->paused;
    out->present = out->present || mine->present;
    if (lab_choose_word("glyphs", from(mine->glyphs, config, &config->glyphs), GLYPHS_COUNT, &out->glyphs, err)
            != CATAPULT_STATUS_OK
        || lab_choose_word("theme", from(mine->theme, config, &config->theme), THEME_SAFE, &theme, err)
               != CATAPULT_STATUS_OK
        || lab_choose_word("mouse", from(mine->mouse, config, &config->mouse), 0, &mouse, err) != CATAPULT_STATUS_OK
        || lab_choose_word("color", from(mine->color, config, &config->color), TERM_COLOR_AUTO, &color, err)
               != CATAPULT_STATUS_OK)
        return err->code;
    out->color = (enum term_color)color;
    out->theme = (enum theme)theme;
    out->mouse = mouse;
    out->folder = mine->folder;
    out->cast = mine->cast;
    out->record = mine->record;
    if (mine->folder && (stat(mine->folder, &info) != 0 || !S_ISDIR(info.st_mode)))
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--out: there is no folder '%.300s'", mine->folder);
    double memory = LAB_MEMORY_MB;
    if (parse_number("memory", from(mine->memory, config, &config->memory), 0, 1e6, &memory, err) != CATAPULT_STATUS_OK)
        return err->code;
    out->memory = (size_t)(memory * (1 << 20));
    double history = LAB_HISTORY_MB;
    if (parse_number("history", (struct source_of){mine->history, NULL, 0}, 0.001, 1e6, &history, err)
        != CATAPULT_STATUS_OK)
        return err->code;
    out->history = (size_t)(history * (1 << 20));
    out->fps = LAB_FPS_MAX;
    out->rate = LAB_RATE;
    if (parse_number("rate", from(mine->rate, config, &config->rate), 0, 1e6, &out->rate, err) != CATAPULT_STATUS_OK)
        return err->code;
    return parse_number("fps", from(mine->fps, config, &config->fps), 1, LAB_FPS_MAX, &out->fps, err);
}

/* "132x43" */
static enum catapult_status parse_size(const char *text, struct lab_shot *shot, struct catapult_error *err)
{
    unsigned long long cols = SHOT_COLS, rows = SHOT_ROWS;
    const char *end = text ? number_digits(text, &cols) : "";
    end = end && *end == 'x' ? number_digits(end + 1, &rows) : text ? NULL : end;
    if (!end || *end || cols < 1 || rows < 1 || cols > SHOT_SIDE_MAX || rows > SHOT_SIDE_MAX)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--size: '%.60s' is not COLSxROWS, each from 1 to %d",
                                  text, SHOT_SIDE_MAX);
    shot->cols = (int)cols;
    shot->rows = (int)rows;
    return CATAPULT_STATUS_OK;
}

/* The preset and the options that gave the settings, quoted for a shell. */
static void words_text(const struct options *options, const char *preset, char *text, size_t size)
{
    *text = '\0';
    reproduce_add(text, size, preset);
    if (options->presets_dir) {
        reproduce_add(text, size, "--presets");
        reproduce_add(text, size, options->presets_dir);
    }
    for (int i = 0; i < options->n_set; i++) {
        char option[40];
        snprintf(option, sizeof option, "--%s", options->set[i].spec->name);
        reproduce_add(text, size, option);
        reproduce_add(text, size, options->set[i].text);
    }
}

/* Ends by the same signal, so that the caller sees it. */
static int ended_by_signal(int number)
{
    if (!number)
        return EXIT_DONE;
    signal(number, SIG_DFL);
    raise(number);
    return EXIT_DONE;
}

static bool show_progress(void *context, const char *what, double fraction)
{
    return progress_line_show(context, what, fraction);
}

static enum catapult_status parse_wait(const char *text, struct catapult_error *err)
{
    if (text && strcmp(text, "eta_max") != 0)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--wait: '%.60s' is not eta_max", text);
    return CATAPULT_STATUS_OK;
}

static int take_shot(const struct lab_args *mine, const struct catapult_settings *settings,
                     const struct lab_options *lab)
{
    struct progress_line line;
    struct lab_shot shot = {.path = mine->shot, .steps = settings->stop.steps, .commands = mine->commands,
                            .progress = show_progress, .context = &line};
    struct catapult_error err;
    shot.eta_max = mine->wait != NULL;
    if (outfile_check(mine->shot, NULL, &err) != CATAPULT_STATUS_OK
        || parse_wait(mine->wait, &err) != CATAPULT_STATUS_OK
        || parse_size(mine->size, &shot, &err) != CATAPULT_STATUS_OK
        || (mine->steps && options_steps("steps", mine->steps, &shot.steps, &err) != CATAPULT_STATUS_OK))
        return cmd_fail(&err);
    progress_line_init(&line);
    enum catapult_status status = lab_shot(settings, source_load, lab, &shot, &err);
    progress_line_done(&line);
    if (status == CATAPULT_STATUS_OK)
        return EXIT_DONE;
    return cmd_end(status, &err);
}

/* A terminal that cannot move its cursor gets plain output. */
static bool is_dumb(void)
{
    const char *type = getenv("TERM");
    return type && strcmp(type, "dumb") == 0 && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

/* Prints lines at a pace suited to a screen reader; for a script, without waiting. */
static int speak_plainly(const struct lab_args *mine, const struct catapult_settings *settings, struct lab_options *lab)
{
    struct catapult_error err;
    if (mine->cast) {
        catapult_error_set(&err, CATAPULT_STATUS_USAGE, "--cast records the screen, which --plain has none of");
        return cmd_fail(&err);
    }
    if (!mine->rate)
        lab->rate = isatty(STDIN_FILENO) ? PLAIN_RATE : 0;
    return lab_plain(settings, source_load, lab, &err) == CATAPULT_STATUS_OK ? EXIT_DONE : cmd_fail(&err);
}

static int open_laboratory(const struct catapult_settings *settings, const struct lab_options *lab)
{
    int ended_by;
    struct catapult_error err;
    xalloc_on_failure(term_die);
    if (lab_run(settings, source_load, lab, &ended_by, &err) != CATAPULT_STATUS_OK)
        return cmd_fail(&err);
    return ended_by_signal(ended_by);
}

/* The preset, and as options the settings of the recording that differ from it; without the preset, from the
 * defaults. */
static void tape_words(const struct catapult_settings *settings, char *text, size_t size)
{
    static const struct options none;
    struct catapult_settings preset;
    struct catapult_error err;
    char name[5 * CATAPULT_SETTING_TEXT] = "", command[REPRODUCE_TEXT];
    if (options_settings(&none, settings->name, &preset, NULL, &err) == CATAPULT_STATUS_OK)
        reproduce_add(name, sizeof name, settings->name);
    else
        catapult_settings_defaults(&preset);
    reproduce_command("lab", name, &preset, settings, command, sizeof command);
    snprintf(text, size, "%s", command + strlen("catapult lab") + (strlen(command) > strlen("catapult lab")));
}

/* Opens the laboratory with a recording or a lesson of those settings. */
static int lab_perform(const struct catapult_settings *settings, struct lab_options *lab, double rate)
{
    struct lab_args mine = {0};
    static struct config config; /* large */
    struct keymap keymap;
    struct library library;
    struct catapult_error err;
    char words[REPRODUCE_TEXT];
    if (config_load(&config, &err) != CATAPULT_STATUS_OK
        || lab_config_keys(&config, &keymap, &err) != CATAPULT_STATUS_OK
        || parse_mine(&mine, &config, lab, &err) != CATAPULT_STATUS_OK)
        return cmd_fail(&err);
    tape_words(settings, words, sizeof words);
    lab_library(&library, NULL);
    lab->words = words;
    lab->keymap = &keymap;
    lab->library = &library;
    lab->illustrator = &lab_illustrator;
    lab->rate = rate >= 0 ? rate : lab->rate;
    lab->paused = lab->lesson != NULL;
    return open_laboratory(settings, lab);
}

int lab_play(const struct tape *tape, double rate, bool present)
{
    return lab_perform(&tape->parts[0].settings, &(struct lab_options){.tape = tape, .present = present}, rate);
}

int lab_give(const struct lesson *lesson, bool present)
{
    return lab_perform(&lesson->settings, &(struct lab_options){.lesson = lesson, .present = present}, lesson->rate);
}

static int lab_command(int argc, char **argv)
{
    struct lab_args mine = {0};
    struct options options;
    struct catapult_settings settings;
    struct lab_options lab = {0};
    static struct config config; /* large */
    struct keymap keymap;
    struct library library;
    char words[WORDS_TEXT];
    struct catapult_error err;
    int status = options_parse(&options, &command_lab, &mine, argc, argv);
    if (status >= 0)
        return status;
    if (mine.force)
        outfile_force();
    const char *preset = options.n_words ? options.words[0] : "fig3";
    if ((!mine.shot && config_load(&config, &err) != CATAPULT_STATUS_OK) || /* a picture does not depend on the user's
                                                                               configuration */
        lab_config_keys(&config, &keymap, &err) != CATAPULT_STATUS_OK
        || parse_mine(&mine, &config, &lab, &err) != CATAPULT_STATUS_OK
        || options_settings(&options, preset, &settings, NULL, &err) != CATAPULT_STATUS_OK)
        return cmd_fail(&err);
    words_text(&options, preset, words, sizeof words);
    lab.words = words;
    lab.keymap = &keymap;
    lab_library(&library, options.presets_dir);
    lab.library = &library;
    lab.illustrator = &lab_illustrator;
    if (mine.shot)
        return take_shot(&mine, &settings, &lab);
    if (mine.steps || mine.size || mine.commands || mine.wait) {
        catapult_error_set(&err, CATAPULT_STATUS_USAGE, "--%s goes with --shot",
                           mine.steps  ? "steps"
                           : mine.size ? "size"
                           : mine.wait ? "wait"
                                       : "do");
        return cmd_fail(&err);
    }
    if (mine.plain || is_dumb())
        return speak_plainly(&mine, &settings, &lab);
    return open_laboratory(&settings, &lab);
}

const struct command command_lab = {
    .name = "lab",
    .args = "[PRESET]",
    .help = "Open the laboratory: change the learning rate of a running experiment",
    .examples = "  catapult\n"
                "  catapult fig5 --eta 1.5crit\n"
                "  catapult lab mine.conf --paused --glyphs ascii\n"
                "  catapult lab fig3 --steps 41 --size 100x30 --theme light --shot fig3.svg\n"
                "  catapult fig3 --record today.session\n",
    .options = specs,
    .words_min = 0,
    .words_max = 1,
    .run = lab_command,
};
