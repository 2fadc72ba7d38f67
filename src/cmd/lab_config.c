/* lab_config.c - see lab_config.h. */
#include "cmd/lab_config.h"

#include <catapult/settings.h>

#include <string.h>

static enum catapult_status unknown_request(const struct config *config, const struct config_value *name,
                                            struct catapult_error *err)
{
    const char *names[REQUEST_COUNT + 2] = {"none"};
    for (int i = 0; i < REQUEST_COUNT; i++)
        names[i + 1] = requests[i].name;
    char hint[CATAPULT_NEAREST_TEXT];
    const char *near = catapult_settings_nearest(name->text, names);
    return config_fail(config, name->line, err, "bind: no request '%s'%s", name->text,
                       catapult_settings_hint(near, "; 'catapult help keys' lists them", hint));
}

static enum catapult_status bind(const struct config *config, const struct config_bind *row, struct keymap *keymap,
                                 struct catapult_error *err)
{
    uint32_t key = key_named(row->key.text);
    enum request request = request_named(row->request.text);
    if (key == CODE_NONE)
        return config_fail(config, row->key.line, err,
                           "bind: '%s' is not a key (a character, Space, Tab, Up, PgDn, Ctrl-A and so on)", row->key.text);
    if (!key_bindable(key))
        return config_fail(config, row->key.line, err, "bind: %s cannot be bound: %s", row->key.text,
                           key == CODE_ESCAPE || key == CODE_CTRL_C ? "it always closes or quits" : "the terminal uses it");
    if (request == REQUEST_NONE && strcmp(row->request.text, "none") != 0)
        return unknown_request(config, &row->request, err);
    keymap_bind(keymap, key, request);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status check_twice(const struct config *config, int which, struct catapult_error *err)
{
    const struct config_bind *row = &config->bind[which];
    for (int i = 0; i < which; i++)
        if (key_named(config->bind[i].key.text) == key_named(row->key.text))
            return config_fail(config, row->key.line, err, "bind: the key %s is bound already, to %s in line %d",
                               row->key.text, config->bind[i].request.text, config->bind[i].request.line);
    return CATAPULT_STATUS_OK;
}

enum catapult_status lab_config_keys(const struct config *config, struct keymap *keymap, struct catapult_error *err)
{
    keymap_init(keymap);
    for (int i = 0; i < config->n_binds; i++)
        if (bind(config, &config->bind[i], keymap, err) != CATAPULT_STATUS_OK
            || check_twice(config, i, err) != CATAPULT_STATUS_OK)
            return err->code;
    return CATAPULT_STATUS_OK;
}
