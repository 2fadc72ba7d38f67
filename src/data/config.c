/* config.c - see config.h. */
#include "data/config.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/keyfile.h"
#include "data/stream.h"

static const struct {
    const char *key;
    size_t offset;
} rows[] = {
    {"theme", offsetof(struct config, theme)}, {"glyphs", offsetof(struct config, glyphs)},
    {"color", offsetof(struct config, color)}, {"mouse", offsetof(struct config, mouse)},
    {"fps", offsetof(struct config, fps)},     {"rate", offsetof(struct config, rate)},
    {"memory", offsetof(struct config, memory)},
};
enum { ROWS = sizeof rows / sizeof rows[0] };

const char *const config_keys[] = {"theme", "glyphs", "color", "mouse", "fps", "rate", "memory", "bind", NULL};
_Static_assert(sizeof config_keys / sizeof config_keys[0] == ROWS + 2, "a name for every row, and bind");

static const char *const bind_keys[] = {"key", "request", NULL};

enum catapult_status config_fail(const struct config *config, int line, struct catapult_error *err, const char *format,
                                 ...)
{
    char text[380];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s:%d: %s", path_shown(config->path), line, text);
}

static void read_value(struct keyfile *k, struct config_value *value)
{
    if (!keyfile_value(k))
        return;
    if (value->line)
        keyfile_fail(k, k->line, "'%s' is given twice (first in line %d)", k->key, value->line);
    else if (strlen(k->text) >= CONFIG_TEXT || !*k->text)
        keyfile_fail(k, k->line, "%s: '%.60s' is %s", k->key, k->text, *k->text ? "too long" : "nothing");
    else
        strcpy(value->text, k->text);
    value->line = k->line;
}

static void config_unknown(struct keyfile *k, const char *const *keys)
{
    char hint[CATAPULT_NEAREST_TEXT];
    keyfile_fail(k, k->line, "unknown key '%s'%s", k->key,
                 catapult_settings_hint(catapult_settings_nearest(k->key, keys), "", hint));
}

static void read_bind(struct keyfile *k, struct config *config)
{
    struct config_bind bind = {.key.line = 0};
    if (!keyfile_section(k))
        return;
    while (keyfile_key(k)) {
        if (strcmp(k->key, "key") == 0)
            read_value(k, &bind.key);
        else if (strcmp(k->key, "request") == 0)
            read_value(k, &bind.request);
        else
            config_unknown(k, bind_keys);
    }
    if (!bind.key.line || !bind.request.line)
        keyfile_fail(k, k->line, "bind: '%s' is missing", bind.key.line ? "request" : "key");
    else if (config->n_binds == CONFIG_BINDS_MAX)
        keyfile_fail(k, k->line, "bind: more than %d keys", CONFIG_BINDS_MAX);
    else
        config->bind[config->n_binds++] = bind;
}

static enum catapult_status config_parse(struct config *config, char *text, struct catapult_error *err)
{
    struct keyfile k;
    keyfile_init(&k, text, config->path, err);
    while (keyfile_key(&k)) {
        size_t i = 0;
        while (i < ROWS && strcmp(rows[i].key, k.key) != 0)
            i++;
        if (i < ROWS)
            read_value(&k, (struct config_value *)((char *)config + rows[i].offset));
        else if (strcmp(k.key, "bind") == 0)
            read_bind(&k, config);
        else
            config_unknown(&k, config_keys);
    }
    return k.status;
}

/* The XDG specification: ignore a relative path. */
static void config_find(char path[PRESET_PATH])
{
    const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    struct stat info;
    bool own = base && *base == '/';
    int length = -1;
    if (own || (home && *home == '/'))
        length = snprintf(path, PRESET_PATH, "%s%s/catapult/config", own ? base : home, own ? "" : "/.config");
    if (length < 0 || length >= PRESET_PATH || (stat(path, &info) != 0 && errno != EACCES))
        *path = '\0';
}

enum catapult_status config_load(struct config *config, struct catapult_error *err)
{
    char *text;
    memset(config, 0, sizeof *config);
    config_find(config->path);
    if (!*config->path)
        return CATAPULT_STATUS_OK;
    if (keyfile_load(config->path, &text, err) != CATAPULT_STATUS_OK)
        return err->code;
    enum catapult_status status = config_parse(config, text, err);
    free(text);
    return status;
}
