/* preset.c - reads a preset's text into struct catapult_settings, and writes it.
 *
 * keyfile.h reads the text; which keys there are, and what they may be, is in the rows of catapult_settings_table.  Each
 * value goes to catapult_settings_set at once, so types, ranges and words are checked in one place and each message has
 * its line.  The section `schedule` may repeat; its entries are collected into the one setting of that name. */
#include "data/preset.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "data/keyfile.h"

enum { SECTIONS_MAX = 8, WORD_TEXT = 64, LIST_TEXT = 4096, KEY_TEXT = 2 * WORD_TEXT };

struct preset_reader {
    struct keyfile file;
    struct catapult_settings *settings;
    struct origins *origins;
    int seen[ORIGINS_MAX]; /* the line that set catapult_settings_table[i], or 0 */
    char schedule[CATAPULT_SCHEDULE_MAX * 2 * WORD_TEXT];
};

/* --- finding ------------------------------------------------------------------------------------------------ */

enum catapult_status preset_find(const char *name, const char *presets_dir, char path[PRESET_PATH],
                                 struct catapult_error *err)
{
    return search_path_find(&search_presets, name, presets_dir, path, err);
}

size_t preset_list(const char *presets_dir, struct search_entry **out)
{
    return search_path_list(&search_presets, presets_dir, out);
}

void preset_describe(struct search_entry *entry)
{
    struct catapult_settings settings;
    entry->error.code = CATAPULT_STATUS_OK;
    *entry->title = '\0';
    if (preset_load(entry->path, NULL, &settings, NULL, &entry->error) == CATAPULT_STATUS_OK
        && catapult_settings_validate(&settings, &entry->error) == CATAPULT_STATUS_OK)
        snprintf(entry->title, sizeof entry->title, "%s", settings.title);
}

/* --- origins ------------------------------------------------------------------------------------------------ */

void origins_defaults(struct origins *origins)
{
    for (size_t i = 0; i < catapult_settings_count; i++)
        strcpy(origins->text[i], "default");
}

void origins_note(struct origins *origins, const char *key, const char *text)
{
    const struct catapult_setting *row = catapult_settings_find(key);
    if (origins && row) {
        snprintf(origins->text[row - catapult_settings_table], ORIGIN_TEXT, "%s", text);
        text_tame(origins->text[row - catapult_settings_table]);
    }
}

/* --- keys ---------------------------------------------------------------------------------------------------- */

static const char *tail_of(const char *key)
{
    const char *dot = strchr(key, '.');
    return dot ? dot + 1 : key;
}

/* Whether the row's key is in the section ("": at the top). */
static bool is_in_section(const struct catapult_setting *row, const char *section)
{
    size_t length = (size_t)(tail_of(row->key) - row->key);
    return *section ? length == strlen(section) + 1 && strncmp(row->key, section, length - 1) == 0 : length == 0;
}

/* The names of the sections, in the order of the table, then "schedule". */
static size_t section_names(char names[SECTIONS_MAX][WORD_TEXT])
{
    size_t count = 0;
    for (size_t i = 0; i < catapult_settings_count; i++) {
        const char *key = catapult_settings_table[i].key;
        if (strchr(key, '.') && (count == 0 || !is_in_section(&catapult_settings_table[i], names[count - 1])))
            snprintf(names[count++], WORD_TEXT, "%.*s", (int)strcspn(key, "."), key);
    }
    snprintf(names[count++], WORD_TEXT, "schedule");
    return count;
}

static const struct catapult_setting *find_in_section(const char *section, const char *word)
{
    for (size_t i = 0; i < catapult_settings_count; i++) {
        const struct catapult_setting *row = &catapult_settings_table[i];
        if (row->type != CATAPULT_SETTING_SCHEDULE && is_in_section(row, section)
            && strcmp(tail_of(row->key), word) == 0)
            return row;
    }
    return NULL;
}

/* The word of the section that is most similar; NULL if none is.  `names` has the sections. */
static const char *nearest_in_section(const char *section, const char *word, char names[SECTIONS_MAX][WORD_TEXT],
                                      size_t sections)
{
    static const char *const entry[] = {"at", "eta", NULL};
    const char *list[ORIGINS_MAX + SECTIONS_MAX + 1];
    size_t count = 0;
    if (strcmp(section, "schedule") == 0)
        return catapult_settings_nearest(word, entry);
    for (size_t i = 0; i < catapult_settings_count; i++)
        if (catapult_settings_table[i].type != CATAPULT_SETTING_SCHEDULE
            && is_in_section(&catapult_settings_table[i], section))
            list[count++] = tail_of(catapult_settings_table[i].key);
    for (size_t i = 0; i < sections && !*section; i++)
        list[count++] = names[i];
    list[count] = NULL;
    return catapult_settings_nearest(word, list);
}

/* The key of any section whose last part is similar to the word; NULL if there is none. */
static const char *nearest_anywhere(const char *word)
{
    const char *tails[ORIGINS_MAX + 1];
    size_t count = 0;
    for (; count < catapult_settings_count && count < ORIGINS_MAX; count++)
        tails[count] = tail_of(catapult_settings_table[count].key);
    tails[count] = NULL;
    const char *near = catapult_settings_nearest(word, tails);
    for (size_t i = 0; near && i < count; i++)
        if (tails[i] == near)
            return catapult_settings_table[i].key;
    return NULL;
}

/* "crit" of "1.2 crit" arrives as a separate word. */
static bool is_unit(const char *word)
{
    char text[16];
    struct catapult_lr lr;
    struct catapult_error err;
    return snprintf(text, sizeof text, "1%s", word) < (int)sizeof text
           && catapult_lr_parse(text, &lr, &err) == CATAPULT_STATUS_OK && lr.unit != CATAPULT_LR_PLAIN;
}

/* Error with a suggestion for a word that is not a key of this section. */
static void unknown_word(struct keyfile *k, const char *section)
{
    char names[SECTIONS_MAX][WORD_TEXT], hint[CATAPULT_NEAREST_TEXT];
    const char *word = k->key, *near = nearest_in_section(section, word, names, section_names(names));
    if (is_unit(word))
        keyfile_fail(k, k->line, "'%s' belongs to the number before it, without a blank: as in 1.2%s", word, word);
    else if (near)
        keyfile_fail(k, k->line, "unknown key '%s' (did you mean '%s'?)", word, near);
    for (size_t i = 0; i < catapult_settings_count && k->status == CATAPULT_STATUS_OK; i++) {
        const char *key = catapult_settings_table[i].key, *tail = tail_of(key);
        if (strcmp(tail, word) == 0)
            keyfile_fail(k, k->line,
                         tail > key ? "unknown key '%s' here: it belongs into %.*s { }"
                                    : "unknown key '%s' here: it belongs to the top, outside of any section",
                         word, tail > key ? (int)(tail - key - 1) : 0, key);
    }
    near = nearest_anywhere(word);
    keyfile_fail(k, k->line, "unknown key '%s'%s", word,
                 catapult_settings_hint(near, "; 'catapult help settings' lists them", hint));
}

/* --- reading ------------------------------------------------------------------------------------------------- */

static void preset_set(struct preset_reader *r, const char *key, const char *text)
{
    struct catapult_error reason;
    char place[ORIGIN_TEXT];
    if (catapult_settings_set(r->settings, key, text, &reason) != CATAPULT_STATUS_OK) {
        keyfile_fail(&r->file, r->file.line, "%s", reason.text);
        return;
    }
    snprintf(place, sizeof place, "%.250s:%d", r->file.path, r->file.line);
    origins_note(r->origins, key, place);
}

/* A repeated key would silently replace its first value, so it is refused. */
static void check_repetition(struct preset_reader *r, const struct catapult_setting *row)
{
    int *seen = &r->seen[row - catapult_settings_table];
    if (*seen)
        keyfile_fail(&r->file, r->file.line, "'%s' is given twice (first in line %d)", row->key, *seen);
    *seen = r->file.line;
}

/* Sets the list after each of its items, so that the message for an item has its line. */
static void read_list(struct preset_reader *r, const struct catapult_setting *row)
{
    char text[LIST_TEXT] = "";
    size_t used = 0;
    bool any = false;
    while (keyfile_item(&r->file)) {
        if (!any)
            check_repetition(r, row);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", any ? "," : "", r->file.text);
        any = true;
        if (used >= sizeof text)
            keyfile_fail(&r->file, r->file.line, "%s: the list is too long", row->key);
        else
            preset_set(r, row->key, text);
    }
    if (!any && r->file.status == CATAPULT_STATUS_OK)
        preset_set(r, row->key, "");
}

/* schedule { at = ... eta = ... } */
static void read_schedule(struct preset_reader *r)
{
    struct keyfile *k = &r->file;
    char at[WORD_TEXT] = "", eta[WORD_TEXT] = "";
    while (keyfile_key(k)) {
        char *out = strcmp(k->key, "at") == 0 ? at : strcmp(k->key, "eta") == 0 ? eta : NULL;
        if (!out) {
            unknown_word(k, "schedule");
            return;
        }
        if (!keyfile_value(k))
            return;
        if (*out)
            keyfile_fail(k, k->line, "schedule: '%s' is given twice in one section", k->key);
        else if (strlen(k->text) >= WORD_TEXT || strpbrk(k->text, ",:{}") || !*k->text)
            keyfile_fail(k, k->line, "schedule: %s = '%.60s' is not a %s", k->key, k->text,
                         out == at ? "step" : "learning rate");
        else
            strcpy(out, k->text);
    }
    if (k->status != CATAPULT_STATUS_OK)
        return;
    size_t used = strlen(r->schedule), room = sizeof r->schedule - used;
    if (!*at || !*eta)
        keyfile_fail(k, k->line, "schedule: '%s' is missing", *at ? "eta" : "at");
    else if ((size_t)snprintf(r->schedule + used, room, "%s%s:%s", used ? "," : "", at, eta) >= room)
        keyfile_fail(k, k->line, "schedule: more than %d entries", CATAPULT_SCHEDULE_MAX);
    else
        preset_set(r, "schedule", r->schedule);
}

static void read_section(struct preset_reader *r, const char *section);

/* The word is no key at the top: a section, or nothing that is known. */
static void read_subsection(struct preset_reader *r)
{
    char names[SECTIONS_MAX][WORD_TEXT];
    size_t sections = section_names(names), i = 0;
    while (i < sections && strcmp(names[i], r->file.key) != 0)
        i++;
    if (i == sections)
        unknown_word(&r->file, "");
    else if (keyfile_section(&r->file) && i == sections - 1)
        read_schedule(r);
    else if (r->file.status == CATAPULT_STATUS_OK)
        read_section(r, names[i]);
}

static bool is_list(const struct catapult_setting *row)
{
    return row->type == CATAPULT_SETTING_INT_LIST || row->type == CATAPULT_SETTING_CHOICE_LIST
           || row->type == CATAPULT_SETTING_CLASSES;
}

static void read_section(struct preset_reader *r, const char *section)
{
    struct keyfile *k = &r->file;
    while (keyfile_key(k)) {
        const struct catapult_setting *row = find_in_section(section, k->key);
        if (row && is_list(row)) {
            read_list(r, row);
        } else if (row) {
            if (!keyfile_value(k))
                return;
            check_repetition(r, row);
            preset_set(r, row->key, k->text);
        } else if (*section) {
            unknown_word(k, section);
        } else {
            read_subsection(r);
        }
    }
}

/* Makes a relative path in the preset relative to the preset's folder. */
static enum catapult_status place_path(const struct preset_reader *r, const struct catapult_setting *row,
                                       struct catapult_error *err)
{
    char *value = (char *)r->settings + row->offset, joined[CATAPULT_SETTING_TEXT] = "";
    const char *slash = strrchr(r->file.path, '/');
    if (!slash || !*value || *value == '/' || !r->seen[row - catapult_settings_table])
        return CATAPULT_STATUS_OK;
    int length = snprintf(joined, sizeof joined, "%.*s/%s", (int)(slash - r->file.path), r->file.path, value);
    if (length >= CATAPULT_SETTING_TEXT)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: longer than %d bytes with the preset's folder",
                                  row->key, CATAPULT_SETTING_TEXT - 1);
    memcpy(value, joined, sizeof joined);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status place_paths(const struct preset_reader *r, struct catapult_error *err)
{
    enum catapult_status status = CATAPULT_STATUS_OK;
    for (size_t i = 0; i < catapult_settings_count && status == CATAPULT_STATUS_OK; i++)
        if (catapult_settings_table[i].type == CATAPULT_SETTING_PATH)
            status = place_path(r, &catapult_settings_table[i], err);
    return status;
}

enum catapult_status preset_parse(char *text, const char *path, struct catapult_settings *settings,
                                  struct origins *origins, struct catapult_error *err)
{
    struct catapult_settings fresh;
    catapult_settings_defaults(&fresh);
    snprintf(fresh.name, sizeof fresh.name, "%s", path);
    if (origins)
        origins_defaults(origins);
    struct preset_reader r = {.settings = &fresh, .origins = origins};
    keyfile_init(&r.file, text, path, err);
    read_section(&r, "");
    enum catapult_status status = r.file.status == CATAPULT_STATUS_OK ? place_paths(&r, err) : r.file.status;
    if (status == CATAPULT_STATUS_OK)
        *settings = fresh;
    return status;
}

enum catapult_status preset_load(const char *name, const char *presets_dir, struct catapult_settings *settings,
                                 struct origins *origins, struct catapult_error *err)
{
    char path[PRESET_PATH], *text;
    enum catapult_status status = preset_find(name, presets_dir, path, err);
    if (status == CATAPULT_STATUS_OK)
        status = keyfile_load(path, &text, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    status = preset_parse(text, path, settings, origins, err);
    free(text);
    if (status == CATAPULT_STATUS_OK)
        snprintf(settings->name, sizeof settings->name, "%.*s", CATAPULT_SETTING_TEXT - 1, name);
    return status;
}

/* --- writing ------------------------------------------------------------------------------------------------- */

/* Whether the word is read without quotes. */
static bool preset_is_plain(const char *text, size_t length)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    size_t span = strspn(text, plain);
    return length > 0 && span >= length;
}

static void put_value(const char *text, size_t length, FILE *out)
{
    if (preset_is_plain(text, length))
        fwrite(text, 1, length, out);
    else
        text_quote(out, text, length, "\"\\$");
}

static void put_list(const char *text, FILE *out)
{
    putc('{', out);
    while (*text) {
        size_t length = strcspn(text, ",");
        put_value(text, length, out);
        text += length;
        if (*text == ',') {
            fputs(", ", out);
            text++;
        }
    }
    putc('}', out);
}

static void put_path(const char *path, FILE *out)
{
    char full[PRESET_PATH], folder[PRESET_PATH];
    const char *text = path;
    if (*path && *path != '/' && getcwd(folder, sizeof folder) &&
        snprintf(full, sizeof full, "%s/%s", folder, path) < CATAPULT_SETTING_TEXT)
        text = full;
    put_value(text, strlen(text), out);
}

static void put_setting(const struct catapult_setting *row, const char *text, FILE *out)
{
    const char *dot = strchr(row->key, '.');
    fprintf(out, "%s%s = ", dot ? "    " : "", dot ? dot + 1 : row->key);
    if (is_list(row))
        put_list(text, out);
    else if (row->type == CATAPULT_SETTING_PATH)
        put_path(text, out);
    else
        put_value(text, strlen(text), out);
    putc('\n', out);
}

static void put_schedule(const struct catapult_settings *settings, FILE *out)
{
    for (int i = 0; i < settings->n_schedule; i++) {
        char eta[64];
        catapult_lr_format(&settings->schedule[i].eta, eta, sizeof eta);
        fprintf(out, "schedule { at = %ld eta = ", settings->schedule[i].at);
        put_value(eta, strlen(eta), out);
        fputs(" }\n", out);
    }
}

/* If key is in another section: ends the open section and begins the new one. */
static void turn_section(const char **open, const char *key, FILE *out)
{
    size_t length = strchr(key, '.') ? strcspn(key, ".") : 0;
    size_t before = *open ? strcspn(*open, ".") : 0;
    if (length == before && (length == 0 || strncmp(*open, key, length) == 0))
        return;
    if (*open)
        fputs("}\n", out);
    if (length)
        fprintf(out, "%.*s {\n", (int)length, key);
    *open = length ? key : NULL;
}

bool preset_write(const struct catapult_settings *settings, bool with_defaults, FILE *out)
{
    struct catapult_settings defaults;
    const char *open = NULL;
    catapult_settings_defaults(&defaults);
    for (size_t i = 0; i < catapult_settings_count; i++) {
        const struct catapult_setting *row = &catapult_settings_table[i];
        char text[4096], initial[4096];
        catapult_settings_get(settings, row, text, sizeof text);
        catapult_settings_get(&defaults, row, initial, sizeof initial);
        if (row->type == CATAPULT_SETTING_SCHEDULE || (!with_defaults && strcmp(text, initial) == 0))
            continue;
        turn_section(&open, row->key, out);
        put_setting(row, text, out);
    }
    turn_section(&open, "", out);
    put_schedule(settings, out);
    return fflush(out) == 0 && !ferror(out);
}
