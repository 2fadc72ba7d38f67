/* theme.h - how a style looks: a table of themes, and their colours as numbers.  No ncurses: the terminal, the
 * picture and the recording are all drawn from the same rows.
 *
 * Colours only help: with none of them a style still differs by bold, underline or reverse, and every series
 * has its own mark (glyph.h). */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include <stdint.h>

#include "tui/canvas/canvas.h"

enum theme {
    THEME_SAFE,     /* readable on dark and on light ground */
    THEME_DARK,
    THEME_LIGHT,
    THEME_CONTRAST, /* has a ground of its own: black */
    THEME_MONO,     /* no colours at all */
    THEME_COUNT
};

enum { LOOK_BOLD = 1, LOOK_UNDERLINE = 2, LOOK_REVERSE = 4 };

/* Colours are those of xterm: 0 to 7, or 0 to 255; -1 is the terminal's own. */
struct look {
    int color, ground;
    unsigned attributes; /* LOOK_... */
};

/* NULL-terminated, in the order of enum theme: what --theme and the command `theme` take. */
extern const char *const theme_names[];

/* colors: 256, 8, or 0 for none, as the terminal has them. */
struct look theme_look(enum theme theme, enum style style, int colors);

/* The ground that a picture gets, which has no terminal's own, and the text on it: 0xrrggbb. */
uint32_t theme_ground(enum theme theme);
uint32_t theme_text(enum theme theme);

/* One of xterm's 256 colours as 0xrrggbb. */
uint32_t theme_rgb(int color);

#endif
