/* lab_library.c - the presets for the laboratory's settings screen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/lab_library.h"
#include "base/xalloc.h"
#include "data/preset.h"

/* The comment at the beginning of a preset, with each paragraph as one line. */
static void read_comment(const char *path, char *words, size_t size)
{
    char line[400];
    size_t used = 0;
    FILE *file = fopen(path, "re");
    words[0] = '\0';
    while (file && fgets(line, sizeof line, file) && line[0] == '#' && used < size) {
        line[strcspn(line, "\n")] = '\0';
        const char *text = line + 1 + strspn(line + 1, " ");
        bool gap = !*text, indented = line[1] == ' ' && line[2] == ' ';
        used += (size_t)snprintf(words + used, size - used, "%s%s", used == 0 || gap || indented ? "" : " ",
                                 gap ? "\n" : text);
    }
    if (file)
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
