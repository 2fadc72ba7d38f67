/* keymap.c - see keymap.h and request.h. */
#include "tui/keymap.h"

#include <stdio.h>
#include <string.h>

#include "tui/utf8.h"

#define REQUEST_ROW(constant, word, in_group, on_line, text, ...) \
    [constant] = {.name = (word), .group = (in_group), .label = (on_line), .help = (text), .keys = {__VA_ARGS__}},
const struct request_info requests[REQUEST_COUNT] = {REQUEST_LIST(REQUEST_ROW)};
#undef REQUEST_ROW

#define REQUEST_GROUP_TITLE(constant, title) [constant] = (title),
const char *const request_group_titles[GROUP_COUNT] = {REQUEST_GROUP_LIST(REQUEST_GROUP_TITLE)};
#undef REQUEST_GROUP_TITLE

static const struct {
    uint32_t key;
    const char *name;
} names[] = {
    {' ', "Space"},           {CODE_TAB, "Tab"},           {CODE_ENTER, "Enter"},
    {CODE_ESCAPE, "Esc"},     {CODE_BACKSPACE, "Backspace"}, {CODE_UP, "Up"},
    {CODE_DOWN, "Down"},      {CODE_LEFT, "Left"},         {CODE_RIGHT, "Right"},
    {CODE_HOME, "Home"},      {CODE_END, "End"},           {CODE_PAGE_UP, "PgUp"},
    {CODE_PAGE_DOWN, "PgDn"}, {CODE_OTHER, "that key"},
};

void keymap_init(struct keymap *keymap)
{
    for (int i = 0; i < REQUEST_COUNT; i++)
        memcpy(keymap->keys[i], requests[i].keys, sizeof requests[i].keys);
}

static const uint32_t *keys_of(const struct keymap *keymap, int request)
{
    return keymap ? keymap->keys[request] : requests[request].keys;
}

enum request keymap_find(const struct keymap *keymap, uint32_t key)
{
    for (int i = 0; i < REQUEST_COUNT && key != CODE_NONE; i++) {
        const uint32_t *keys = keys_of(keymap, i);
        for (int j = 0; j < REQUEST_KEYS_MAX && keys[j] != CODE_NONE; j++)
            if (keys[j] == key)
                return (enum request)i;
    }
    return REQUEST_NONE;
}

void keymap_text(const struct keymap *keymap, enum request request, int most, char *text, size_t size)
{
    const uint32_t *keys = keys_of(keymap, (int)request);
    size_t used = 0;
    text[0] = '\0';
    if (keys[0] == CODE_NONE)
        snprintf(text, size, ":%s", requests[request].name);
    for (int j = 0; j < most && j < REQUEST_KEYS_MAX && keys[j] != CODE_NONE && used < size; j++) {
        char name[16];
        key_name(keys[j], name, sizeof name);
        used += (size_t)snprintf(text + used, size - used, "%s%s", j ? " " : "", name);
    }
}

void key_name(uint32_t key, char *text, size_t size)
{
    char glyph[UTF8_BYTES];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i].key == key) {
            snprintf(text, size, "%s", names[i].name);
            return;
        }
    }
    if (key < ' ') {
        snprintf(text, size, "Ctrl-%c", (int)key + '@');
    } else if (key == 127 || (key >= 0x80 && key < 0xa0) || key >= CODE_UP) {
        snprintf(text, size, "that key");
    } else {
        utf8_put(key, glyph);
        snprintf(text, size, "%s", glyph);
    }
}
