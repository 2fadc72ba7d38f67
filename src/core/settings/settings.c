/* settings.c - converts text to and from the fields of struct catapult_settings by the rows of the table; see settings.h. */
#include <catapult/settings.h>

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "base/xalloc.h"

enum { ITEM_TEXT = 128 }; /* longest item of a list */

void catapult_settings_defaults(struct catapult_settings *settings)
{
    memset(settings, 0, sizeof *settings);
    for (size_t i = 0; i < catapult_settings_count; i++) {
        enum catapult_status status = catapult_settings_set(settings, catapult_settings_table[i].key,
                                                            catapult_settings_table[i].initial, NULL);
        assert(status == CATAPULT_STATUS_OK);
        (void)status;
    }
}

struct catapult_settings *catapult_settings_new(void)
{
    struct catapult_settings *settings = try_array(1, sizeof *settings);
    if (settings)
        catapult_settings_defaults(settings);
    return settings;
}

void catapult_settings_free(struct catapult_settings *settings)
{
    free(settings);
}

const struct catapult_setting *catapult_settings_find(const char *key)
{
    for (size_t i = 0; i < catapult_settings_count; i++)
        if (strcmp(catapult_settings_table[i].key, key) == 0)
            return &catapult_settings_table[i];
    return NULL;
}

/* "(1 to 10000000 examples)" */
static const char *range_text(const struct catapult_setting *row, char *text, size_t size)
{
    bool whole = row->type != CATAPULT_SETTING_REAL;
    snprintf(text, size, whole ? "%.0f to %.0f%s%s" : "%g to %g%s%s", row->min, row->max,
             *row->unit ? " " : "", row->unit);
    return text;
}

static enum catapult_status parse_int(const struct catapult_setting *row, const char *text, int *out,
                                      struct catapult_error *err)
{
    char range[128];
    long value;
    if (!number_whole(text, &value))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: '%.60s' is not a whole number (%s)", row->key, text,
                                  range_text(row, range, sizeof range));
    if ((double)value < row->min || (double)value > row->max)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: %.60s is out of range (%s)", row->key,
                                  number_skip(text), range_text(row, range, sizeof range));
    *out = (int)value;
    return CATAPULT_STATUS_OK;
}

static enum catapult_status parse_real(const struct catapult_setting *row, const char *text, double *out,
                                       struct catapult_error *err)
{
    char range[128];
    double value;
    if (!number_only(text, &value) || !isfinite(value))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: '%.60s' is not a finite number (%s)", row->key, text,
                                  range_text(row, range, sizeof range));
    if (value < row->min || value > row->max)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: %.60s is out of range (%s)", row->key,
                                  number_skip(text), range_text(row, range, sizeof range));
    *out = value;
    return CATAPULT_STATUS_OK;
}

static enum catapult_status parse_text(const struct catapult_setting *row, const char *text, char *out,
                                       struct catapult_error *err)
{
    if (strlen(text) >= CATAPULT_SETTING_TEXT)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: longer than %d bytes", row->key,
                                  CATAPULT_SETTING_TEXT - 1);
    char tame[CATAPULT_SETTING_TEXT];
    strcpy(tame, text);
    if (strcmp(text_tame(tame), text) != 0)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: control characters are not allowed", row->key);
    for (const char *c = text; *c; c += text_character(c))
        if (text_character(c) == 0)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: not UTF-8 text, which a preset is", row->key);
    memset(out, 0, CATAPULT_SETTING_TEXT);
    strcpy(out, text);
    return CATAPULT_STATUS_OK;
}

enum catapult_status catapult_settings_word(const char *name, const char *word, const char *const *list, int *out,
                                            struct catapult_error *err)
{
    for (int i = 0; list[i]; i++)
        if (strcmp(list[i], word) == 0) {
            *out = i;
            return CATAPULT_STATUS_OK;
        }
    char all[200] = "";
    size_t used = 0;
    for (int i = 0; list[i] && used < sizeof all; i++)
        used += (size_t)snprintf(all + used, sizeof all - used, i ? ", %s" : "%s", list[i]);
    char hint[CATAPULT_NEAREST_TEXT];
    const char *near = catapult_settings_nearest(word, list);
    return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: '%.60s' is none of %s%s", name, word, all,
                              catapult_settings_hint(near, "", hint));
}

static enum catapult_status parse_choice(const struct catapult_setting *row, const char *text, int *out,
                                         struct catapult_error *err)
{
    return catapult_settings_word(row->key, text, row->choices, out, err);
}

static enum catapult_status parse_lr(const struct catapult_setting *row, const char *text, struct catapult_lr *out,
                                     struct catapult_error *err)
{
    struct catapult_error reason;
    if (catapult_lr_parse(text, out, &reason) == CATAPULT_STATUS_OK)
        return CATAPULT_STATUS_OK;
    return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: %s", row->key, reason.text);
}

/* Takes the next item off a list "a, b" and returns true.  False at the end of the list, and after an
 * error, which is then in *status and *err. */
static bool next_item(const struct catapult_setting *row, const char **rest, char item[ITEM_TEXT],
                      enum catapult_status *status, struct catapult_error *err)
{
    const char *begin = number_skip(*rest);
    if (!*begin)
        return false;
    size_t length = strcspn(begin, ",");
    *rest = begin + length + (begin[length] == ',');
    if (begin[length] == ',' && !*number_skip(*rest)) {
        *status = catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: nothing after the last comma", row->key);
        return false;
    }
    while (length && strchr(" \t\n\v\f\r", begin[length - 1]))
        length--;
    if (length == 0 || length >= ITEM_TEXT) {
        *status = catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                     length ? "%s: an item is too long" : "%s: an item is empty", row->key);
        return false;
    }
    memcpy(item, begin, length);
    item[length] = '\0';
    return true;
}

/* Copies the list without its braces into out; false if they do not match or the text is too long. */
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

static enum catapult_status parse_schedule_item(const struct catapult_setting *row, char *item,
                                                struct catapult_schedule_entry *entry, struct catapult_error *err)
{
    char *colon = strchr(item, ':');
    if (!colon)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: '%.60s' is not STEP:ETA, as in 100:0.9crit",
                                  row->key, item);
    *colon = '\0';
    int at;
    enum catapult_status status = parse_int(row, item, &at, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    entry->at = at;
    return parse_lr(row, colon + 1, &entry->eta, err);
}

/* Parses any of the three kinds of list into a copy of the settings, so that an error changes nothing. */
static enum catapult_status parse_setting_list(const struct catapult_setting *row, const char *text,
                                               struct catapult_settings *settings, struct catapult_error *err)
{
    char items[4096], item[ITEM_TEXT];
    if (!strip_braces(text, items, sizeof items))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: '%.60s' is not a list, as in {a, b}", row->key,
                                  text);
    struct catapult_settings copy = *settings;
    struct catapult_int_list *list = (struct catapult_int_list *)((char *)&copy + row->offset);
    bool schedule = row->type == CATAPULT_SETTING_SCHEDULE;
    int count = 0, most = schedule ? CATAPULT_SCHEDULE_MAX : CATAPULT_CLASSES_MAX;
    enum catapult_status status = CATAPULT_STATUS_OK;
    for (const char *rest = items; status == CATAPULT_STATUS_OK && next_item(row, &rest, item, &status, err); count++) {
        if (count == most)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: more than %d items", row->key, most);
        if (schedule)
            status = parse_schedule_item(row, item, &copy.schedule[count], err);
        else if (row->type != CATAPULT_SETTING_CHOICE_LIST)
            status = parse_int(row, item, &list->value[count], err);
        else
            status = parse_choice(row, item, &list->value[count], err);
    }
    if (status != CATAPULT_STATUS_OK)
        return status;
    if (count == 0 && *row->initial)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: the list is empty", row->key);
    *(schedule ? &copy.n_schedule : &list->count) = count;
    *settings = copy;
    return CATAPULT_STATUS_OK;
}

/* Words as classes: 0, 1, ... with their names. */
static enum catapult_status parse_class_names(const struct catapult_setting *row, const char *text,
                                              struct catapult_settings *settings, struct catapult_error *err)
{
    char items[4096], item[ITEM_TEXT], names[CATAPULT_SETTING_TEXT];
    struct catapult_int_list list = {0};
    size_t used = 0;
    enum catapult_status status = CATAPULT_STATUS_OK;
    if (!strip_braces(text, items, sizeof items))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: '%.60s' is not a list, as in {a, b}", row->key, text);
    for (const char *rest = items; next_item(row, &rest, item, &status, err); list.count++) {
        if (list.count == CATAPULT_CLASSES_MAX)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: more than %d items", row->key, CATAPULT_CLASSES_MAX);
        list.value[list.count] = list.count;
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", list.count ? "," : "", item);
        if (used >= sizeof names)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: the names are longer than %d bytes together", row->key,
                                      CATAPULT_SETTING_TEXT - 1);
    }
    if (status != CATAPULT_STATUS_OK)
        return status;
    settings->data.classes = list;
    memcpy(settings->data.class_names, names, sizeof names);
    return CATAPULT_STATUS_OK;
}

/* Numbers, or if an item is no number, words. */
static enum catapult_status parse_classes(const struct catapult_setting *row, const char *text,
                                          struct catapult_settings *settings, struct catapult_error *err)
{
    bool letters = false;
    for (const char *at = text; *at; at++)
        letters |= (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (unsigned char)*at >= 0x80;
    if (letters)
        return parse_class_names(row, text, settings, err);
    enum catapult_status status = parse_setting_list(row, text, settings, err);
    if (status == CATAPULT_STATUS_OK)
        settings->data.class_names[0] = '\0';
    return status;
}

static enum catapult_status unknown_key(const char *key, struct catapult_error *err)
{
    const char *full[128], *tail[128];
    assert(catapult_settings_count < 128);
    for (size_t i = 0; i < catapult_settings_count; i++) {
        const char *dot = strchr(catapult_settings_table[i].key, '.');
        full[i] = catapult_settings_table[i].key;
        tail[i] = dot ? dot + 1 : full[i];
    }
    full[catapult_settings_count] = tail[catapult_settings_count] = NULL;
    char hint[CATAPULT_NEAREST_TEXT];
    const char *near = catapult_settings_nearest(key, full);
    const char *part = near || strchr(key, '.') ? NULL : catapult_settings_nearest(key, tail);
    for (size_t i = 0; part && !near; i++) /* suggests "network.widths" for "widths" */
        if (tail[i] == part)
            near = full[i];
    return catapult_error_set(err, CATAPULT_STATUS_INPUT, "unknown key '%.60s'%s", key,
                              catapult_settings_hint(near, "; 'catapult help settings' lists them", hint));
}

/* See settings.h: model = general and network.type = general imply each other. */
static void imply(struct catapult_settings *settings, const struct catapult_setting *row)
{
    if (row->offset == offsetof(struct catapult_settings, model) && settings->model == CATAPULT_MODEL_GENERAL)
        settings->network.type = CATAPULT_NETWORK_GENERAL;
    if (row->offset == offsetof(struct catapult_settings, network.type)
        && settings->network.type == CATAPULT_NETWORK_GENERAL && settings->model == CATAPULT_MODEL_NETWORK)
        settings->model = CATAPULT_MODEL_GENERAL;
}

enum catapult_status catapult_settings_set(struct catapult_settings *settings, const char *key, const char *text,
                                           struct catapult_error *err)
{
    const struct catapult_setting *row = catapult_settings_find(key);
    if (!row)
        return unknown_key(key, err);
    void *field = (char *)settings + row->offset;
    enum catapult_status status = CATAPULT_STATUS_OK;
    switch (row->type) {
    case CATAPULT_SETTING_INT:
        return parse_int(row, text, field, err);
    case CATAPULT_SETTING_REAL:
        return parse_real(row, text, field, err);
    case CATAPULT_SETTING_TEXT_VALUE:
    case CATAPULT_SETTING_PATH:
        return parse_text(row, text, field, err);
    case CATAPULT_SETTING_LR:
        return parse_lr(row, text, field, err);
    case CATAPULT_SETTING_CHOICE:
        status = parse_choice(row, text, field, err);
        if (status == CATAPULT_STATUS_OK)
            imply(settings, row);
        return status;
    case CATAPULT_SETTING_INT_LIST:
    case CATAPULT_SETTING_CHOICE_LIST:
    case CATAPULT_SETTING_SCHEDULE:
        return parse_setting_list(row, text, settings, err);
    case CATAPULT_SETTING_CLASSES:
        return parse_classes(row, text, settings, err);
    }
    return status;
}

static void format_list(const struct catapult_setting *row, const struct catapult_int_list *list, char *text,
                        size_t size)
{
    size_t used = 0;
    for (int i = 0; i < list->count && used < size; i++) {
        const char *comma = i ? "," : "";
        if (row->type == CATAPULT_SETTING_CHOICE_LIST)
            used += (size_t)snprintf(text + used, size - used, "%s%s", comma, row->choices[list->value[i]]);
        else
            used += (size_t)snprintf(text + used, size - used, "%s%d", comma, list->value[i]);
    }
}

static void format_schedule(const struct catapult_settings *settings, char *text, size_t size)
{
    size_t used = 0;
    for (int i = 0; i < settings->n_schedule && used < size; i++) {
        char eta[2 * NUMBER_TEXT];
        catapult_lr_format(&settings->schedule[i].eta, eta, sizeof eta);
        used += (size_t)snprintf(text + used, size - used, "%s%ld:%s", i ? "," : "", settings->schedule[i].at,
                                 eta);
    }
}

void catapult_settings_get(const struct catapult_settings *settings, const struct catapult_setting *setting, char *text,
                           size_t size)
{
    const void *field = (const char *)settings + setting->offset;
    char number[NUMBER_TEXT];
    *text = '\0';
    switch (setting->type) {
    case CATAPULT_SETTING_INT:
        snprintf(text, size, "%d", *(const int *)field);
        break;
    case CATAPULT_SETTING_REAL:
        number_format(*(const double *)field, number);
        snprintf(text, size, "%s", number);
        break;
    case CATAPULT_SETTING_TEXT_VALUE:
    case CATAPULT_SETTING_PATH:
        snprintf(text, size, "%s", (const char *)field);
        break;
    case CATAPULT_SETTING_LR:
        catapult_lr_format(field, text, size);
        break;
    case CATAPULT_SETTING_CHOICE:
        snprintf(text, size, "%s", setting->choices[*(const int *)field]);
        break;
    case CATAPULT_SETTING_INT_LIST:
    case CATAPULT_SETTING_CHOICE_LIST:
        format_list(setting, field, text, size);
        break;
    case CATAPULT_SETTING_CLASSES:
        if (*settings->data.class_names)
            snprintf(text, size, "%s", settings->data.class_names);
        else
            format_list(setting, field, text, size);
        break;
    case CATAPULT_SETTING_SCHEDULE:
        format_schedule(settings, text, size);
        break;
    }
}

/* --- comparing: field by field, because the padding bytes between fields are undefined ------------------------------------ */

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0; /* NaN equals NaN, -0 differs from 0 */
}

static bool same_lr(const struct catapult_lr *a, const struct catapult_lr *b)
{
    return a->unit == b->unit && same_bits(a->value, b->value);
}

static bool same_list(const struct catapult_int_list *a, const struct catapult_int_list *b)
{
    bool same = a->count == b->count;
    for (int i = 0; same && i < a->count; i++)
        same = a->value[i] == b->value[i];
    return same;
}

static bool same_schedule(const struct catapult_settings *a, const struct catapult_settings *b)
{
    bool same = a->n_schedule == b->n_schedule;
    for (int i = 0; same && i < a->n_schedule; i++)
        same = a->schedule[i].at == b->schedule[i].at && same_lr(&a->schedule[i].eta, &b->schedule[i].eta);
    return same;
}

static bool same_field(const struct catapult_setting *row, const struct catapult_settings *a,
                       const struct catapult_settings *b)
{
    const void *x = (const char *)a + row->offset, *y = (const char *)b + row->offset;
    switch (row->type) {
    case CATAPULT_SETTING_INT:
    case CATAPULT_SETTING_CHOICE:
        return *(const int *)x == *(const int *)y;
    case CATAPULT_SETTING_REAL:
        return same_bits(*(const double *)x, *(const double *)y);
    case CATAPULT_SETTING_TEXT_VALUE:
    case CATAPULT_SETTING_PATH:
        return strcmp(x, y) == 0;
    case CATAPULT_SETTING_LR:
        return same_lr(x, y);
    case CATAPULT_SETTING_INT_LIST:
    case CATAPULT_SETTING_CHOICE_LIST:
        return same_list(x, y);
    case CATAPULT_SETTING_CLASSES:
        return same_list(x, y) && strcmp(a->data.class_names, b->data.class_names) == 0;
    case CATAPULT_SETTING_SCHEDULE:
        return same_schedule(a, b);
    }
    return false;
}

bool catapult_settings_same(const struct catapult_settings *a, const struct catapult_settings *b)
{
    bool same = true;
    for (size_t i = 0; same && i < catapult_settings_count; i++)
        same = same_field(&catapult_settings_table[i], a, b);
    return same;
}
