/* settings.c - text <-> the fields of struct settings, by the rows of settings_table; see settings.h. */
#include <catapult/settings.h>

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"

enum { ITEM_TEXT = 128 }; /* longest item of a list */

void settings_defaults(struct settings *settings)
{
    memset(settings, 0, sizeof *settings);
    for (size_t i = 0; i < settings_count; i++) {
        enum status status = settings_set(settings, settings_table[i].key, settings_table[i].initial, NULL);
        assert(status == STATUS_OK);
        (void)status;
    }
}

const struct setting *settings_find(const char *key)
{
    for (size_t i = 0; i < settings_count; i++)
        if (strcmp(settings_table[i].key, key) == 0)
            return &settings_table[i];
    return NULL;
}

/* "(1 to 10000000 examples)" */
static const char *range_text(const struct setting *row, char *text, size_t size)
{
    bool whole = row->type != SETTING_REAL;
    snprintf(text, size, whole ? "%.0f to %.0f%s%s" : "%g to %g%s%s", row->min, row->max,
             *row->unit ? " " : "", row->unit);
    return text;
}

static enum status parse_int(const struct setting *row, const char *text, int *out, struct error *err)
{
    char range[128];
    long value;
    if (!number_whole(text, &value))
        return error_set(err, STATUS_INPUT, "%s: '%.60s' is not a whole number (%s)", row->key, text,
                         range_text(row, range, sizeof range));
    if ((double)value < row->min || (double)value > row->max)
        return error_set(err, STATUS_INPUT, "%s: %.60s is out of range (%s)", row->key, number_skip(text),
                         range_text(row, range, sizeof range));
    *out = (int)value;
    return STATUS_OK;
}

static enum status parse_real(const struct setting *row, const char *text, double *out, struct error *err)
{
    char range[128];
    double value;
    if (!number_only(text, &value) || !isfinite(value))
        return error_set(err, STATUS_INPUT, "%s: '%.60s' is not a finite number (%s)", row->key, text,
                         range_text(row, range, sizeof range));
    if (value < row->min || value > row->max)
        return error_set(err, STATUS_INPUT, "%s: %.60s is out of range (%s)", row->key, number_skip(text),
                         range_text(row, range, sizeof range));
    *out = value;
    return STATUS_OK;
}

static enum status parse_text(const struct setting *row, const char *text, char *out, struct error *err)
{
    if (strlen(text) >= SETTING_TEXT)
        return error_set(err, STATUS_INPUT, "%s: longer than %d bytes", row->key, SETTING_TEXT - 1);
    char tame[SETTING_TEXT];
    strcpy(tame, text);
    if (strcmp(text_tame(tame), text) != 0)
        return error_set(err, STATUS_INPUT, "%s: control characters are not allowed", row->key);
    for (const char *c = text; *c; c += text_character(c))
        if (text_character(c) == 0)
            return error_set(err, STATUS_INPUT, "%s: not UTF-8 text, which a preset is", row->key);
    memset(out, 0, SETTING_TEXT);
    strcpy(out, text);
    return STATUS_OK;
}

enum status settings_word(const char *name, const char *word, const char *const *list, int *out, struct error *err)
{
    for (int i = 0; list[i]; i++)
        if (strcmp(list[i], word) == 0) {
            *out = i;
            return STATUS_OK;
        }
    char all[200] = "";
    size_t used = 0;
    for (int i = 0; list[i] && used < sizeof all; i++)
        used += (size_t)snprintf(all + used, sizeof all - used, i ? ", %s" : "%s", list[i]);
    char hint[NEAREST_TEXT];
    const char *near = settings_nearest(word, list);
    return error_set(err, STATUS_INPUT, "%s: '%.60s' is none of %s%s", name, word, all,
                     settings_hint(near, "", hint));
}

static enum status parse_choice(const struct setting *row, const char *text, int *out, struct error *err)
{
    return settings_word(row->key, text, row->choices, out, err);
}

static enum status parse_lr(const struct setting *row, const char *text, struct lr *out, struct error *err)
{
    struct error reason;
    if (lr_parse(text, out, &reason) == STATUS_OK)
        return STATUS_OK;
    return error_set(err, STATUS_INPUT, "%s: %s", row->key, reason.text);
}

/* Takes the next item off a list "a, b" or "{a, b}" and returns true, or false at its end or after a
 * mistake, which is then in *status and *err. */
static bool next_item(const struct setting *row, const char **rest, char item[ITEM_TEXT],
                      enum status *status, struct error *err)
{
    const char *begin = number_skip(*rest);
    if (!*begin)
        return false;
    size_t length = strcspn(begin, ",");
    *rest = begin + length + (begin[length] == ',');
    if (begin[length] == ',' && !*number_skip(*rest)) {
        *status = error_set(err, STATUS_INPUT, "%s: nothing after the last comma", row->key);
        return false;
    }
    while (length && strchr(" \t\n\v\f\r", begin[length - 1]))
        length--;
    if (length == 0 || length >= ITEM_TEXT) {
        *status = error_set(err, STATUS_INPUT, length ? "%s: an item is too long" : "%s: an item is empty",
                            row->key);
        return false;
    }
    memcpy(item, begin, length);
    item[length] = '\0';
    return true;
}

/* The list without its braces, in a buffer; false if they do not match or the text is too long. */
static bool strip_braces(const char *text, char *out, size_t size)
{
    text = number_skip(text);
    size_t length = strlen(text);
    while (length && strchr(" \t\n\v\f\r", text[length - 1]))
        length--;
    bool open = *text == '{', close = length && text[length - 1] == '}';
    if (open != close || (open && length < 2) || length >= size)
        return false;
    memcpy(out, text + open, length - 2 * open);
    out[length - 2 * open] = '\0';
    return true;
}

static enum status parse_schedule_item(const struct setting *row, char *item, struct schedule_entry *entry,
                                       struct error *err)
{
    char *colon = strchr(item, ':');
    if (!colon)
        return error_set(err, STATUS_INPUT, "%s: '%.60s' is not STEP:ETA, as in 100:0.9crit", row->key, item);
    *colon = '\0';
    int at;
    enum status status = parse_int(row, item, &at, err);
    if (status != STATUS_OK)
        return status;
    entry->at = at;
    return parse_lr(row, colon + 1, &entry->eta, err);
}

/* Any of the three lists into a copy of the settings, so that a mistake changes nothing. */
static enum status parse_list(const struct setting *row, const char *text, struct settings *settings,
                              struct error *err)
{
    char items[4096], item[ITEM_TEXT];
    if (!strip_braces(text, items, sizeof items))
        return error_set(err, STATUS_INPUT, "%s: '%.60s' is not a list, as in {a, b}", row->key, text);
    struct settings copy = *settings;
    struct int_list *list = (struct int_list *)((char *)&copy + row->offset);
    bool schedule = row->type == SETTING_SCHEDULE;
    int count = 0, most = schedule ? SCHEDULE_MAX : CLASSES_MAX;
    enum status status = STATUS_OK;
    for (const char *rest = items; status == STATUS_OK && next_item(row, &rest, item, &status, err); count++) {
        if (count == most)
            return error_set(err, STATUS_INPUT, "%s: more than %d items", row->key, most);
        if (schedule)
            status = parse_schedule_item(row, item, &copy.schedule[count], err);
        else if (row->type == SETTING_INT_LIST)
            status = parse_int(row, item, &list->value[count], err);
        else
            status = parse_choice(row, item, &list->value[count], err);
    }
    if (status != STATUS_OK)
        return status;
    if (count == 0 && *row->initial)
        return error_set(err, STATUS_INPUT, "%s: the list is empty", row->key);
    *(schedule ? &copy.n_schedule : &list->count) = count;
    *settings = copy;
    return STATUS_OK;
}

static enum status unknown_key(const char *key, struct error *err)
{
    const char *full[64], *tail[64];
    assert(settings_count < 64);
    for (size_t i = 0; i < settings_count; i++) {
        const char *dot = strchr(settings_table[i].key, '.');
        full[i] = settings_table[i].key;
        tail[i] = dot ? dot + 1 : full[i];
    }
    full[settings_count] = tail[settings_count] = NULL;
    char hint[NEAREST_TEXT];
    const char *near = settings_nearest(key, full);
    const char *part = near || strchr(key, '.') ? NULL : settings_nearest(key, tail);
    for (size_t i = 0; part && !near; i++) /* "widths" is near to "network.widths" */
        if (tail[i] == part)
            near = full[i];
    return error_set(err, STATUS_INPUT, "unknown key '%.60s'%s", key,
                     settings_hint(near, "; 'catapult help settings' lists them", hint));
}

/* See settings.h: the two ways of asking for the general model bring each other. */
static void imply(struct settings *settings, const struct setting *row)
{
    if (row->offset == offsetof(struct settings, model) && settings->model == MODEL_GENERAL)
        settings->network.type = NETWORK_GENERAL;
    if (row->offset == offsetof(struct settings, network.type) && settings->network.type == NETWORK_GENERAL &&
        settings->model == MODEL_NETWORK)
        settings->model = MODEL_GENERAL;
}

enum status settings_set(struct settings *settings, const char *key, const char *text, struct error *err)
{
    const struct setting *row = settings_find(key);
    if (!row)
        return unknown_key(key, err);
    void *field = (char *)settings + row->offset;
    enum status status = STATUS_OK;
    switch (row->type) {
    case SETTING_INT:
        return parse_int(row, text, field, err);
    case SETTING_REAL:
        return parse_real(row, text, field, err);
    case SETTING_TEXT_VALUE:
        return parse_text(row, text, field, err);
    case SETTING_LR:
        return parse_lr(row, text, field, err);
    case SETTING_CHOICE:
        status = parse_choice(row, text, field, err);
        if (status == STATUS_OK)
            imply(settings, row);
        return status;
    case SETTING_INT_LIST:
    case SETTING_CHOICE_LIST:
    case SETTING_SCHEDULE:
        return parse_list(row, text, settings, err);
    }
    return status;
}

static void format_list(const struct setting *row, const struct int_list *list, char *text, size_t size)
{
    size_t used = 0;
    for (int i = 0; i < list->count && used < size; i++) {
        const char *comma = i ? "," : "";
        if (row->type == SETTING_CHOICE_LIST)
            used += (size_t)snprintf(text + used, size - used, "%s%s", comma, row->choices[list->value[i]]);
        else
            used += (size_t)snprintf(text + used, size - used, "%s%d", comma, list->value[i]);
    }
}

static void format_schedule(const struct settings *settings, char *text, size_t size)
{
    size_t used = 0;
    for (int i = 0; i < settings->n_schedule && used < size; i++) {
        char eta[2 * NUMBER_TEXT];
        lr_format(&settings->schedule[i].eta, eta, sizeof eta);
        used += (size_t)snprintf(text + used, size - used, "%s%ld:%s", i ? "," : "", settings->schedule[i].at,
                                 eta);
    }
}

void settings_get(const struct settings *settings, const struct setting *setting, char *text, size_t size)
{
    const void *field = (const char *)settings + setting->offset;
    char number[NUMBER_TEXT];
    *text = '\0';
    switch (setting->type) {
    case SETTING_INT:
        snprintf(text, size, "%d", *(const int *)field);
        break;
    case SETTING_REAL:
        number_format(*(const double *)field, number);
        snprintf(text, size, "%s", number);
        break;
    case SETTING_TEXT_VALUE:
        snprintf(text, size, "%s", (const char *)field);
        break;
    case SETTING_LR:
        lr_format(field, text, size);
        break;
    case SETTING_CHOICE:
        snprintf(text, size, "%s", setting->choices[*(const int *)field]);
        break;
    case SETTING_INT_LIST:
    case SETTING_CHOICE_LIST:
        format_list(setting, field, text, size);
        break;
    case SETTING_SCHEDULE:
        format_schedule(settings, text, size);
        break;
    }
}

/* --- comparing: field by field, since nobody says what the bytes between them are ------------------------------------ */

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0; /* NaN is itself, -0 is not 0 */
}

static bool same_lr(const struct lr *a, const struct lr *b)
{
    return a->unit == b->unit && same_bits(a->value, b->value);
}

static bool same_list(const struct int_list *a, const struct int_list *b)
{
    bool same = a->count == b->count;
    for (int i = 0; same && i < a->count; i++)
        same = a->value[i] == b->value[i];
    return same;
}

static bool same_schedule(const struct settings *a, const struct settings *b)
{
    bool same = a->n_schedule == b->n_schedule;
    for (int i = 0; same && i < a->n_schedule; i++)
        same = a->schedule[i].at == b->schedule[i].at && same_lr(&a->schedule[i].eta, &b->schedule[i].eta);
    return same;
}

static bool same_field(const struct setting *row, const struct settings *a, const struct settings *b)
{
    const void *x = (const char *)a + row->offset, *y = (const char *)b + row->offset;
    switch (row->type) {
    case SETTING_INT:
    case SETTING_CHOICE:
        return *(const int *)x == *(const int *)y;
    case SETTING_REAL:
        return same_bits(*(const double *)x, *(const double *)y);
    case SETTING_TEXT_VALUE:
        return strcmp(x, y) == 0;
    case SETTING_LR:
        return same_lr(x, y);
    case SETTING_INT_LIST:
    case SETTING_CHOICE_LIST:
        return same_list(x, y);
    case SETTING_SCHEDULE:
        return same_schedule(a, b);
    }
    return false;
}

bool settings_same(const struct settings *a, const struct settings *b)
{
    bool same = true;
    for (size_t i = 0; same && i < settings_count; i++)
        same = same_field(&settings_table[i], a, b);
    return same;
}
