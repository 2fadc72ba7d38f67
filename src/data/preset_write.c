/* preset_write.c - writes struct catapult_settings as a preset. */
#include "data/preset.h"

#include <string.h>
#include <unistd.h>

/* Whether libconfuse reads the word without quotes. */
static bool preset_is_plain(const char *text, size_t length)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    size_t span = strspn(text, plain);
    return length > 0 && span >= length;
}

static void put_value(const char *text, size_t length, FILE *out)
{
    if (preset_is_plain(text, length)) {
        fwrite(text, 1, length, out);
        return;
    }
    putc('"', out);
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"' || text[i] == '\\')
            putc('\\', out);
        putc(text[i], out);
    }
    putc('"', out);
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

static void put_setting(const struct catapult_settings *settings, const struct catapult_setting *row, const char *text,
                        FILE *out)
{
    const char *dot = strchr(row->key, '.');
    fprintf(out, "%s%s = ", dot ? "    " : "", dot ? dot + 1 : row->key);
    if (row->type == CATAPULT_SETTING_INT_LIST || row->type == CATAPULT_SETTING_CHOICE_LIST)
        put_list(text, out);
    else if (strcmp(row->key, "data.path") == 0)
        put_path(settings->data.path, out);
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
        put_setting(settings, row, text, out);
    }
    turn_section(&open, "", out);
    put_schedule(settings, out);
    return fflush(out) == 0 && !ferror(out);
}
