/* keymap.h - which key asks for what: a copy of the table's defaults that may be changed. */
#ifndef TUI_KEYMAP_H
#define TUI_KEYMAP_H

#include <stdbool.h>

#include "tui/input/request.h"

struct keymap {
    bool lesson; /* one is given: the layer of GROUP_LESSON is in force */
    uint32_t keys[REQUEST_COUNT][REQUEST_KEYS_MAX]; /* CODE_NONE after the last */
};

/* The default keys of requests[]. */
void keymap_init(struct keymap *keymap);

/* REQUEST_NONE if the key is not bound.  keymap NULL: the defaults. */
enum request keymap_find(const struct keymap *keymap, uint32_t key);

/* Display names of the keys of a request, at most `most` of them, with a space between: "+ Up"; ":set" where
 * there is none.
 * keymap NULL: the defaults.  text is cut to size. */
void keymap_text(const struct keymap *keymap, enum request request, int most, char *text, size_t size);

/* What a request of that name or key stands for; REQUEST_NONE, CODE_NONE if there is none of that name. */
enum request request_named(const char *name);
uint32_t key_named(const char *name);

/* Whether the key is the laboratory's to give: not what the terminal keeps for itself (Ctrl-S, Ctrl-Q, Ctrl-Z,
 * Ctrl-\), nor the two that always get out, Esc and Ctrl-C. */
bool key_bindable(uint32_t key);

/* The key asks for that request from now on, before its other keys, and for no other of its layer (request.h);
 * REQUEST_NONE: for nothing.  Of too many keys of a request the last that is the laboratory's to give is lost. */
void keymap_bind(struct keymap *keymap, uint32_t key, enum request request);

/* "Space", "PgUp", "Ctrl-C", "+" (UTF-8). */
void key_name(uint32_t key, char *text, size_t size);

#endif
