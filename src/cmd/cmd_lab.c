/* cmd_lab.c - the laboratory: command line in, terminal out. */
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/options.h"
#include "core/number.h"
#include "core/xalloc.h"
#include "data/source.h"
#include "tui/lab.h"

struct mine {
    const char *glyphs, *color, *fps, *rate;
    bool paused;
};

static const struct option_spec specs[] = {
    {.name = "paused", .help = "do not run before Space is pressed", .offset = offsetof(struct mine, paused)},
    {.name = "eta", .argument = "VALUE", .help = "learning rate: 0.4, 1.2crit, 3.9/l1, 0.9max", .key = "eta"},
    {.name = "rate", .argument = "N", .help = "iterations a second (default 4); 0: as fast as it goes",
     .offset = offsetof(struct mine, rate)},
    {.name = "glyphs", .argument = "SET", .help = "braille, block or ascii (default: what the terminal can show)",
     .offset = offsetof(struct mine, glyphs)},
    {.name = "color", .argument = "WHEN", .help = "auto, always or never (auto obeys NO_COLOR)",
     .offset = offsetof(struct mine, color)},
    {.name = "fps", .argument = "N", .help = "at most N frames a second, 1 to 30 (default 30; fewer for a slow line)",
     .offset = offsetof(struct mine, fps)},
    {.name = NULL},
};

/* The index of word in a NULL-terminated list; NULL stands for the fallback. */
static enum status choose(const char *option, const char *word, const char *const *list, int fallback, int *out,
                          struct error *err)
{
    *out = fallback;
    if (!word)
        return STATUS_OK;
    for (int i = 0; list[i]; i++) {
        if (strcmp(list[i], word) == 0) {
            *out = i;
            return STATUS_OK;
        }
    }
    return error_set(err, STATUS_USAGE, "--%s: '%.60s' is not %s, %s or %s", option, word, list[0], list[1],
                     list[2]);
}

/* text NULL: *value stays as it is. */
static enum status parse_number(const char *option, const char *text, double min, double max, double *value,
                                struct error *err)
{
    double number;
    const char *end = text ? number_read(text, &number) : NULL;
    if (!text)
        return STATUS_OK;
    if (!end || *end || !(number >= min && number <= max))
        return error_set(err, STATUS_USAGE, "--%s: '%.60s' is not a number from %g to %g", option, text, min, max);
    *value = number;
    return STATUS_OK;
}

static enum status parse_mine(const struct mine *mine, struct lab_options *out, struct error *err)
{
    static const char *const glyphs[] = {"braille", "block", "ascii", NULL};
    static const char *const colors[] = {"auto", "always", "never", NULL};
    int color;
    out->paused = mine->paused;
    if (choose("glyphs", mine->glyphs, glyphs, GLYPHS_COUNT, &out->glyphs, err) != STATUS_OK ||
        choose("color", mine->color, colors, TERM_COLOR_AUTO, &color, err) != STATUS_OK)
        return err->code;
    out->color = (enum term_color)color;
    out->fps = LAB_FPS_MAX;
    out->rate = LAB_RATE;
    if (parse_number("rate", mine->rate, 0, 1e6, &out->rate, err) != STATUS_OK)
        return err->code;
    return parse_number("fps", mine->fps, 1, LAB_FPS_MAX, &out->fps, err);
}

static int lab_command(int argc, char **argv)
{
    struct mine mine = {0};
    struct options options;
    struct settings settings;
    struct lab_options lab;
    struct error err;
    int ended_by, status = options_parse(&options, &command_lab, &mine, argc, argv);
    if (status >= 0)
        return status;
    if (parse_mine(&mine, &lab, &err) != STATUS_OK ||
        options_settings(&options, options.n_words ? options.words[0] : "fig3", &settings, NULL, &err) != STATUS_OK)
        return cmd_fail(&err);
    xalloc_on_failure(term_die);
    if (lab_run(&settings, source_load, &lab, &ended_by, &err) != STATUS_OK)
        return cmd_fail(&err);
    if (ended_by) { /* so that the caller sees what ended us */
        signal(ended_by, SIG_DFL);
        raise(ended_by);
    }
    return EXIT_DONE;
}

const struct command command_lab = {
    .name = "lab",
    .args = "[PRESET]",
    .help = "The laboratory: turn the learning rate of a running experiment",
    .examples = "  catapult\n"
                "  catapult fig5 --eta 1.5crit\n"
                "  catapult lab mine.conf --paused --glyphs ascii\n",
    .options = specs,
    .words_min = 0,
    .words_max = 1,
    .run = lab_command,
};
