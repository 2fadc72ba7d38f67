/* keymap.h - which key asks for which request: a copy of the table's defaults that can be changed. */
#ifndef TUI_KEYMAP_H
#define TUI_KEYMAP_H

#include <stdbool.h>

#include "tui/input/request.h"

struct keymap {
    bool lesson; /* a lesson is running: the layer of GROUP_LESSON is active */
    uint32_t keys[REQUEST_COUNT][REQUEST_KEYS_MAX]; /* CODE_NONE after the last */
};

/* The default keys of requests[]. */
void keymap_init(struct keymap *keymap);

/* The request of a key; REQUEST_NONE if it is not bound. keymap NULL: the defaults. */
enum request keymap_find(const struct keymap *keymap, uint32_t key);

/* Display names of the keys of a request, at most `most`, separated by a space: "+ Up"; ":set" if there is no key.
 * keymap NULL: the defaults. text is cut to size. */
void keymap_text(const struct keymap *keymap, enum request request, int most, char *text, size_t size);

/* The request or key of that name; REQUEST_NONE, CODE_NONE if there is none. */
enum request request_named(const char *name);
uint32_t key_named(const char *name);

/* Whether the key can be bound: not the keys the terminal uses (Ctrl-S, Ctrl-Q, Ctrl-Z, Ctrl-\), nor Esc and Ctrl-C,
 * which always leave. */
bool key_bindable(uint32_t key);

/* Binds the key to the request, before the request's other keys, and removes it from all other requests of that layer
 * (request.h).  REQUEST_NONE: only removes it.  If the request has too many keys, its last bindable key is dropped. */
void keymap_bind(struct keymap *keymap, uint32_t key, enum request request);

/* "Space", "PgUp", "Ctrl-C", "+" (UTF-8). */
void key_name(uint32_t key, char *text, size_t size);

#endif
