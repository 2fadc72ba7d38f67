/* config.c - see config.h.  The text is cleaned like a preset's (preset_text.h), and every key is declared to
 * libconfuse as a string, as in preset.c. */
#include "data/config.h"

#include <confuse.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/complaint.h"
#include "data/preset_text.h"

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

/* The parse in progress; libconfuse passes no context to its callbacks. */
struct config_reader {
    struct config *config;
    struct config_bind bind; /* the section being read */
    struct catapult_error *err;
    bool failed;
};
static _Thread_local struct config_reader *reader;

static enum catapult_status config_vrefuse(const struct config *config, int line, struct catapult_error *err,
                                           const char *format, va_list args)
{
    char text[380];
    size_t length = strlen(config->path), shown = length < 200 ? length : 200;
    vsnprintf(text, sizeof text, format, args);
    return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s:%d: %s", config->path + length - shown, line, text);
}

enum catapult_status config_fail(const struct config *config, int line, struct catapult_error *err, const char *format,
                                 ...)
{
    va_list args;
    va_start(args, format);
    enum catapult_status status = config_vrefuse(config, line, err, format, args);
    va_end(args);
    return status;
}

static int config_refuse(int line, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Keeps the first message; returns the value that stops libconfuse. */
static int config_refuse(int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (!reader->failed)
        config_vrefuse(reader->config, line, reader->err, format, args);
    va_end(args);
    reader->failed = true;
    return -1;
}

static int config_keep(struct config_value *value, cfg_t *cfg, cfg_opt_t *opt)
{
    const char *text = cfg_opt_getnstr(opt, 0);
    if (value->line)
        return config_refuse(cfg->line, "'%s' is given twice (first in line %d)", opt->name, value->line);
    if (strlen(text) >= CONFIG_TEXT || !*text)
        return config_refuse(cfg->line, "%s: '%.60s' is %s", opt->name, text, *text ? "too long" : "nothing");
    strcpy(value->text, text);
    value->line = cfg->line;
    return 0;
}

static int config_on_value(cfg_t *cfg, cfg_opt_t *opt)
{
    for (size_t i = 0; i < ROWS; i++)
        if (strcmp(rows[i].key, opt->name) == 0)
            return config_keep((struct config_value *)((char *)reader->config + rows[i].offset), cfg, opt);
    /* "bind|key": libconfuse's own syntax for a key of a section */
    return config_refuse(cfg->line, "unknown key '%s'", opt->name);
}

static int on_bind_value(cfg_t *cfg, cfg_opt_t *opt)
{
    return config_keep(strcmp(opt->name, "key") == 0 ? &reader->bind.key : &reader->bind.request, cfg, opt);
}

static int on_bind_end(cfg_t *cfg, cfg_opt_t *opt)
{
    struct config *config = reader->config;
    (void)opt;
    if (!reader->bind.key.line || !reader->bind.request.line)
        return config_refuse(cfg->line, "bind: '%s' is missing", reader->bind.key.line ? "request" : "key");
    if (config->n_binds == CONFIG_BINDS_MAX)
        return config_refuse(cfg->line, "bind: more than %d keys", CONFIG_BINDS_MAX);
    config->bind[config->n_binds++] = reader->bind;
    memset(&reader->bind, 0, sizeof reader->bind);
    return 0;
}

static void config_on_error(cfg_t *cfg, const char *format, va_list args)
{
    char text[200];
    if (complaint_read(format, args, text, sizeof text) == COMPLAINT_OTHER) {
        config_refuse(cfg->line, "%s", text);
        return;
    }
    char hint[CATAPULT_NEAREST_TEXT];
    const char *near = catapult_settings_nearest(text, strcmp(cfg_name(cfg), "bind") == 0 ? bind_keys : config_keys);
    config_refuse(cfg->line, "unknown key '%s'%s", text, catapult_settings_hint(near, "", hint));
}

static cfg_t *config_make_parser(void)
{
    cfg_opt_t bind[] = {CFG_STR("key", NULL, CFGF_NODEFAULT), CFG_STR("request", NULL, CFGF_NODEFAULT), CFG_END()};
    cfg_opt_t top[ROWS + 2];
    bind[0].validcb = bind[1].validcb = on_bind_value;
    for (size_t i = 0; i < ROWS; i++) {
        top[i] = (cfg_opt_t)CFG_STR(rows[i].key, NULL, CFGF_NODEFAULT);
        top[i].validcb = config_on_value;
    }
    top[ROWS] = (cfg_opt_t)CFG_SEC("bind", bind, CFGF_MULTI);
    top[ROWS].validcb = on_bind_end;
    top[ROWS + 1] = (cfg_opt_t)CFG_END();
    cfg_t *cfg = cfg_init(top, CFGF_NONE);
    if (cfg)
        cfg_set_error_function(cfg, config_on_error);
    return cfg;
}

static enum catapult_status config_parse(struct config *config, const char *text, struct catapult_error *err)
{
    struct config_reader r = {.config = config, .err = err};
    cfg_t *cfg = config_make_parser();
    if (!cfg)
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "%s: no memory", config->path);
    reader = &r;
    int result = cfg_parse_buf(cfg, text);
    cfg_free(cfg);
    reader = NULL;
    if (result == CFG_SUCCESS)
        return CATAPULT_STATUS_OK;
    return r.failed ? err->code
                    : catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: not a configuration", config->path);
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
    if (preset_text_read(config->path, &text, err) != CATAPULT_STATUS_OK)
        return err->code;
    enum catapult_status status = config_parse(config, text, err);
    free(text);
    return status;
}
