/* lab_parts.c - see lab_parts.h. */
#include "cmd/lab_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lines.h"
#include "base/xalloc.h"
#include "data/preset.h"
#include "figure/live.h"

enum { COMMENT_LINE = 1 << 20 /* a longer line ends the comment */ };

/* --- presets ------------------------------------------------------------------------------------------------------ */

/* The comment at the beginning of a preset, with each paragraph and each indented line (a formula) as one line. */
static void read_comment(const char *path, char *words, size_t size)
{
    struct lines lines;
    struct catapult_error err;
    size_t used = 0;
    FILE *file = fopen(path, "re");
    bool formula = false;
    words[0] = '\0';
    if (!file)
        return;
    lines_init(&lines, file, path, COMMENT_LINE);
    while (lines_next(&lines, &err) == CATAPULT_STATUS_OK && lines.text && lines.text[0] == '#' && used < size) {
        const char *line = lines.text, *text = line + 1 + strspn(line + 1, " ");
        bool gap = !*text, indented = line[1] == ' ' && line[2] == ' ';
        const char *between = used == 0 || words[used - 1] == '\n' ? "" : gap || indented || formula ? "\n" : " ";
        used += (size_t)snprintf(words + used, size - used, "%s%s", between, text);
        formula = indented;
    }
    lines_done(&lines);
    fclose(file);
}

static void library_describe(struct search_entry *entry, struct library_preset *out)
{
    preset_describe(entry);
    out->sound = entry->error.code == CATAPULT_STATUS_OK;
    snprintf(out->name, sizeof out->name, "%s", entry->name);
    snprintf(out->title, sizeof out->title, "%s", out->sound ? entry->title : "cannot be used");
    if (out->sound)
        read_comment(entry->path, out->words, sizeof out->words);
    else
        snprintf(out->words, sizeof out->words, "%s", entry->error.text);
}

static size_t library_list(void *context, struct library_preset **out)
{
    struct search_entry *entries = NULL;
    size_t count = preset_list(context, &entries);
    *out = count > 0 && count != (size_t)-1 ? try_array(count, sizeof **out) : NULL;
    for (size_t i = 0; *out && i < count; i++)
        library_describe(&entries[i], &(*out)[i]);
    if (count != (size_t)-1)
        free(entries);
    return *out ? count : 0;
}

static enum catapult_status library_open_preset(void *context, const char *name, struct catapult_settings *out,
                                                struct catapult_error *err)
{
    return preset_load(name, context, out, NULL, err);
}

void lab_library(struct library *library, const char *presets_dir)
{
    *library = (struct library){library_list, library_open_preset, (void *)(size_t)presets_dir};
}

/* --- figures ------------------------------------------------------------------------------------------------------ */

static enum catapult_status lab_figure_begin(void **work, const char *path, const struct catapult_settings *settings,
                                             const struct snapshot *snapshot, const struct catapult_history *histories,
                                             int focus, const char *command, struct catapult_error *err)
{
    struct live *live = NULL;
    struct live_run run = {settings, histories, snapshot->kind, snapshot->models, focus, command};
    enum catapult_status status = live_begin(&live, path, &run, err);
    *work = live;
    return status;
}

static bool lab_figure_end(void *work, bool wait, enum catapult_status *status, struct catapult_error *err)
{
    return live_end(work, wait, status, err);
}

const struct illustrator lab_illustrator = {lab_figure_begin, lab_figure_end};
