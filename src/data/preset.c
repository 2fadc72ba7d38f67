/* preset.c - reads a preset's text into struct catapult_settings with libconfuse.
 *
 * Every option is declared to libconfuse as a string or a list of strings, from the rows of catapult_settings_table.
 * After each value a callback passes the text to catapult_settings_set, so types, ranges and words are checked in one
 * place and each message has its line.  The section `schedule` may repeat; its entries are collected into the one
 * setting of that name.  Messages from libconfuse are reworded. */
#include "data/preset.h"

#include <confuse.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "data/complaint.h"
#include "data/preset_text.h"

enum { SECTIONS_MAX = 8, ENTRY_TEXT = 64 };

/* The parse in progress.  libconfuse passes no context to its callbacks, hence the global pointer below.  Presets are
 * read by one thread at a time (libconfuse's lexer is not reentrant either). */
struct preset_reader {
    const char *path;
    struct catapult_settings *settings;
    struct origins *origins;
    struct catapult_error *err;
    bool failed;                       /* *err is filled */
    int seen[ORIGINS_MAX];             /* the line that set catapult_settings_table[i], or 0 */
    char list[4096];                   /* the list being read, up to the current value */
    char at[ENTRY_TEXT], eta[ENTRY_TEXT]; /* of the schedule { } being read */
    char schedule[CATAPULT_SCHEDULE_MAX * 2 * ENTRY_TEXT];
};
static _Thread_local struct preset_reader *reader;

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

static int preset_fail(int line, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Records the first message, with its place, and returns the value that stops libconfuse. */
static int preset_fail(int line, const char *format, ...)
{
    char text[380];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (!reader->failed) {
        size_t length = strlen(reader->path), shown = length < 200 ? length : 200; /* show the end of a long path */
        catapult_error_set(reader->err, CATAPULT_STATUS_INPUT, "%s:%d: %s", reader->path + length - shown, line, text);
    }
    reader->failed = true;
    return -1;
}

static void preset_note(const char *key, int line)
{
    char place[ORIGIN_TEXT];
    snprintf(place, sizeof place, "%.250s:%d", reader->path, line);
    origins_note(reader->origins, key, place);
}

static bool is_root(const cfg_t *cfg)
{
    return strcmp(cfg_name((cfg_t *)cfg), "root") == 0;
}

static void full_key(cfg_t *cfg, const char *word, char *key, size_t size)
{
    snprintf(key, size, "%s%s%.60s", is_root(cfg) ? "" : cfg_name(cfg), is_root(cfg) ? "" : ".", word);
}

static int preset_set(int line, const char *key, const char *text)
{
    struct catapult_error reason;
    if (catapult_settings_set(reader->settings, key, text, &reason) != CATAPULT_STATUS_OK)
        return preset_fail(line, "%s", reason.text);
    preset_note(key, line);
    return 0;
}

static int list_text(cfg_t *cfg, cfg_opt_t *opt, char *text, size_t size)
{
    size_t used = 0;
    *text = '\0';
    for (unsigned i = 0; i < cfg_opt_size(opt); i++) {
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? "," : "", cfg_opt_getnstr(opt, i));
        if (used >= size)
            return preset_fail(cfg->line, "%s: the list is too long", opt->name);
    }
    return 0;
}

/* schedule { at = ... eta = ... }: kept until the section ends. */
static int on_entry_value(cfg_t *cfg, cfg_opt_t *opt)
{
    char *out = strcmp(opt->name, "at") == 0 ? reader->at : reader->eta;
    const char *text = cfg_opt_getnstr(opt, 0);
    if (*out)
        return preset_fail(cfg->line, "schedule: '%s' is given twice in one section", opt->name);
    if (strlen(text) >= ENTRY_TEXT || strpbrk(text, ",:{}") || !*text)
        return preset_fail(cfg->line, "schedule: %s = '%.60s' is not a %s", opt->name, text,
                           out == reader->at ? "step" : "learning rate");
    strcpy(out, text);
    return 0;
}

static int on_entry_end(cfg_t *cfg, cfg_opt_t *opt)
{
    (void)opt;
    if (!*reader->at || !*reader->eta)
        return preset_fail(cfg->line, "schedule: '%s' is missing", *reader->at ? "eta" : "at");
    size_t used = strlen(reader->schedule);
    if ((size_t)snprintf(reader->schedule + used, sizeof reader->schedule - used, "%s%s:%s", used ? "," : "",
                         reader->at, reader->eta) >= sizeof reader->schedule - used)
        return preset_fail(cfg->line, "schedule: more than %d entries", CATAPULT_SCHEDULE_MAX);
    *reader->at = *reader->eta = '\0';
    return preset_set(cfg->line, "schedule", reader->schedule);
}

/* A repeated key would silently replace its first value, so it is refused.  libconfuse calls back after each value of
 * a list and again at its end; calls that continue a list are not repetitions. */
static int preset_on_value(cfg_t *cfg, cfg_opt_t *opt)
{
    char key[128], text[sizeof reader->list];
    bool list = opt->flags & CFGF_LIST;
    full_key(cfg, opt->name, key, sizeof key);
    const struct catapult_setting *row = catapult_settings_find(key);
    if (!row) /* "data|n" is libconfuse's own syntax for a key of a section, and not allowed here */
        return preset_fail(cfg->line, "unknown key '%s'", key);
    if (list && list_text(cfg, opt, text, sizeof text) != 0)
        return -1;
    int *seen = &reader->seen[row - catapult_settings_table];
    if (*seen && !(list && strncmp(text, reader->list, strlen(reader->list)) == 0))
        return preset_fail(cfg->line, "'%s' is given twice (first in line %d)", key, *seen);
    *seen = cfg->line;
    if (list)
        strcpy(reader->list, text);
    return preset_set(cfg->line, key, list ? text : cfg_opt_getnstr(opt, 0));
}

static const char *tail_of(const char *key)
{
    const char *dot = strchr(key, '.');
    return dot ? dot + 1 : key;
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
           && catapult_lr_parse(text, &lr, &err) == CATAPULT_STATUS_OK;
}

/* Error with a suggestion for a word that is not a key of this section. */
static void unknown_word(cfg_t *cfg, const char *word)
{
    if (is_unit(word)) {
        preset_fail(cfg->line, "'%s' belongs to the number before it, without a blank: as in 1.2%s", word, word);
        return;
    }
    const char *list[ORIGINS_MAX + SECTIONS_MAX + 1];
    size_t count = 0;
    for (cfg_opt_t *opt = cfg->opts; opt->name && count < ORIGINS_MAX + SECTIONS_MAX; opt++)
        list[count++] = opt->name;
    list[count] = NULL;
    const char *near = catapult_settings_nearest(word, list);
    if (near) {
        preset_fail(cfg->line, "unknown key '%.60s' (did you mean '%s'?)", word, near);
        return;
    }
    for (size_t i = 0; i < catapult_settings_count; i++) {
        const char *dot = strchr(catapult_settings_table[i].key, '.');
        if (strcmp(tail_of(catapult_settings_table[i].key), word) == 0) {
            preset_fail(cfg->line,
                        dot ? "unknown key '%s' here: it belongs into %.*s { }"
                            : "unknown key '%s' here: it belongs to the top, outside of any section",
                        word, dot ? (int)(dot - catapult_settings_table[i].key) : 0, catapult_settings_table[i].key);
            return;
        }
    }
    char hint[CATAPULT_NEAREST_TEXT];
    near = nearest_anywhere(word);
    preset_fail(cfg->line, "unknown key '%.60s'%s", word,
                catapult_settings_hint(near, "; 'catapult help settings' lists them", hint));
}

static void preset_on_error(cfg_t *cfg, const char *format, va_list args)
{
    char text[200];
    if (reader->failed)
        return;
    if (complaint_read(format, args, text, sizeof text) == COMPLAINT_UNKNOWN_KEY)
        unknown_word(cfg, text);
    else
        preset_fail(cfg->line, "%s", text);
}

static bool is_list(const struct catapult_setting *row)
{
    return row->type == CATAPULT_SETTING_INT_LIST || row->type == CATAPULT_SETTING_CHOICE_LIST;
}

static cfg_opt_t option_of(const struct catapult_setting *row, const char *name)
{
    cfg_opt_t value = CFG_STR(name, NULL, CFGF_NODEFAULT);
    cfg_opt_t list = CFG_STR_LIST(name, NULL, CFGF_NODEFAULT);
    value.validcb = list.validcb = preset_on_value;
    return is_list(row) ? list : value;
}

/* The options of one section ("" for the top level), ended by CFG_END; libconfuse copies them. */
static void section_options(const char *section, cfg_opt_t options[ORIGINS_MAX + SECTIONS_MAX])
{
    size_t length = strlen(section), count = 0;
    for (size_t i = 0; i < catapult_settings_count && count < ORIGINS_MAX; i++) {
        const struct catapult_setting *row = &catapult_settings_table[i];
        const char *dot = strchr(row->key, '.');
        bool here = dot ? length == (size_t)(dot - row->key) && strncmp(row->key, section, length) == 0
                        : length == 0;
        if (here && row->type != CATAPULT_SETTING_SCHEDULE)
            options[count++] = option_of(row, dot ? dot + 1 : row->key);
    }
    options[count] = (cfg_opt_t)CFG_END();
}

/* The names of the sections, in the order of the table. */
static size_t section_names(char names[SECTIONS_MAX][ENTRY_TEXT])
{
    size_t count = 0;
    for (size_t i = 0; i < catapult_settings_count; i++) {
        size_t length = strcspn(catapult_settings_table[i].key, ".");
        bool known = count && strlen(names[count - 1]) == length &&
                     strncmp(names[count - 1], catapult_settings_table[i].key, length) == 0;
        if (catapult_settings_table[i].key[length] && !known && count < SECTIONS_MAX)
            snprintf(names[count++], ENTRY_TEXT, "%.*s", (int)length, catapult_settings_table[i].key);
    }
    return count;
}

static cfg_t *preset_make_parser(void)
{
    cfg_opt_t entry[] = {CFG_STR("at", NULL, CFGF_NODEFAULT), CFG_STR("eta", NULL, CFGF_NODEFAULT), CFG_END()};
    entry[0].validcb = entry[1].validcb = on_entry_value;
    static _Thread_local cfg_opt_t inner[SECTIONS_MAX][ORIGINS_MAX + SECTIONS_MAX]; /* 60 KB: too large for the stack */
    cfg_opt_t top[ORIGINS_MAX + SECTIONS_MAX + 2];
    char names[SECTIONS_MAX][ENTRY_TEXT];
    size_t sections = section_names(names), count = 0;

    section_options("", top);
    while (top[count].name)
        count++;
    for (size_t i = 0; i < sections; i++) {
        section_options(names[i], inner[i]);
        top[count++] = (cfg_opt_t)CFG_SEC(names[i], inner[i], CFGF_NONE);
    }
    top[count] = (cfg_opt_t)CFG_SEC("schedule", entry, CFGF_MULTI);
    top[count++].validcb = on_entry_end;
    top[count] = (cfg_opt_t)CFG_END();

    cfg_t *cfg = cfg_init(top, CFGF_NONE);
    if (cfg)
        cfg_set_error_function(cfg, preset_on_error);
    return cfg;
}

/* Makes a relative data.path of the preset relative to the preset's folder. */
static enum catapult_status place_data(const struct preset_reader *r)
{
    struct catapult_settings *s = r->settings;
    const char *slash = strrchr(r->path, '/');
    const struct catapult_setting *row = catapult_settings_find("data.path");
    if (!slash || !*s->data.path || *s->data.path == '/' || !r->seen[row - catapult_settings_table])
        return CATAPULT_STATUS_OK;
    char joined[CATAPULT_SETTING_TEXT] = "";
    int length = snprintf(joined, sizeof joined, "%.*s/%s", (int)(slash - r->path), r->path, s->data.path);
    if (length >= CATAPULT_SETTING_TEXT)
        return catapult_error_set(r->err, CATAPULT_STATUS_INPUT,
                                  "data.path: longer than %d bytes with the preset's folder",
                                  CATAPULT_SETTING_TEXT - 1);
    memcpy(s->data.path, joined, sizeof joined);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status parse_clean(const char *text, struct preset_reader *r)
{
    cfg_t *cfg = preset_make_parser();
    if (!cfg)
        return catapult_error_set(r->err, CATAPULT_STATUS_NOMEM, "%s: no memory", r->path);
    reader = r;
    int result = cfg_parse_buf(cfg, text);
    cfg_free(cfg);
    reader = NULL;
    if (result != CFG_SUCCESS && !r->failed)
        return catapult_error_set(r->err, CATAPULT_STATUS_INPUT, "%s: not a preset", r->path);
    return result == CFG_SUCCESS ? place_data(r) : CATAPULT_STATUS_INPUT;
}

enum catapult_status preset_parse(char *text, const char *path, struct catapult_settings *settings,
                                  struct origins *origins, struct catapult_error *err)
{
    enum catapult_status status = preset_text_clean(path, text, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    struct catapult_settings fresh;
    catapult_settings_defaults(&fresh);
    snprintf(fresh.name, sizeof fresh.name, "%s", path);
    if (origins)
        origins_defaults(origins);
    struct preset_reader r = {.path = path, .settings = &fresh, .origins = origins, .err = err};
    status = parse_clean(text, &r);
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
        status = preset_text_read(path, &text, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    status = preset_parse(text, path, settings, origins, err);
    free(text);
    if (status == CATAPULT_STATUS_OK)
        snprintf(settings->name, sizeof settings->name, "%s", name);
    return status;
}
