/* keymap.c - see keymap.h and request.h. */
#include "tui/input/keymap.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

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
    keymap->lesson = false;
    for (int i = 0; i < REQUEST_COUNT; i++)
        memcpy(keymap->keys[i], requests[i].keys, sizeof requests[i].keys);
}

static const uint32_t *keys_of(const struct keymap *keymap, int request)
{
    return keymap ? keymap->keys[request] : requests[request].keys;
}

static bool in_lesson(int request)
{
    return requests[request].group == GROUP_LESSON;
}

/* Searches the layer of lessons, or the other layer. */
static enum request find_in(const struct keymap *keymap, uint32_t key, bool lesson)
{
    for (int i = 0; i < REQUEST_COUNT && key != CODE_NONE; i++) {
        const uint32_t *keys = keys_of(keymap, i);
        for (int j = 0; j < REQUEST_KEYS_MAX && keys[j] != CODE_NONE && in_lesson(i) == lesson; j++)
            if (keys[j] == key)
                return (enum request)i;
    }
    return REQUEST_NONE;
}

enum request keymap_find(const struct keymap *keymap, uint32_t key)
{
    enum request found = keymap && keymap->lesson ? find_in(keymap, key, true) : REQUEST_NONE;
    return found == REQUEST_NONE ? find_in(keymap, key, false) : found;
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

enum request request_named(const char *name)
{
    for (int i = 0; i < REQUEST_COUNT; i++)
        if (strcmp(requests[i].name, name) == 0)
            return (enum request)i;
    return REQUEST_NONE;
}

uint32_t key_named(const char *name)
{
    const char *rest = name;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcasecmp(names[i].name, name) == 0 && names[i].key != CODE_OTHER)
            return names[i].key;
    if (strncasecmp(name, "Ctrl-", 5) == 0 && name[5] && !name[6]) {
        int letter = toupper((unsigned char)name[5]);
        return letter >= 'A' && letter <= '_' ? (uint32_t)(letter - '@') : CODE_NONE;
    }
    uint32_t point = *name ? utf8_next(&rest) : UTF8_BAD;
    return point == UTF8_BAD || *rest || point <= ' ' || point == 127 || (point >= 0x80 && point < 0xa0) ? CODE_NONE
                                                                                                        : point;
}

bool key_bindable(uint32_t key)
{
    static const uint32_t kept[] = {CODE_NONE, CODE_CTRL_C, CODE_ESCAPE, 'Q' - '@', 'S' - '@', 'Z' - '@', '\\' - '@'};
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        if (kept[i] == key)
            return false;
    return true;
}

/* Removes the key from a row. */
static void key_drop(uint32_t keys[REQUEST_KEYS_MAX], uint32_t key)
{
    int kept = 0;
    for (int j = 0; j < REQUEST_KEYS_MAX; j++)
        if (keys[j] != key)
            keys[kept++] = keys[j];
    while (kept < REQUEST_KEYS_MAX)
        keys[kept++] = CODE_NONE;
}

void keymap_bind(struct keymap *keymap, uint32_t key, enum request request)
{
    for (int i = 0; i < REQUEST_COUNT; i++)
        if (request == REQUEST_NONE || in_lesson(i) == in_lesson(request))
            key_drop(keymap->keys[i], key);
    if (request == REQUEST_NONE)
        return;
    uint32_t *keys = keymap->keys[request];
    int lost = REQUEST_KEYS_MAX - 1; /* a free slot, or the last bindable key: Ctrl-C must always work */
    while (lost > 0 && keys[lost] != CODE_NONE && !key_bindable(keys[lost]))
        lost--;
    memmove(keys + 1, keys, (size_t)lost * sizeof keys[0]);
    keys[0] = key;
}
