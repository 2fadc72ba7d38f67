/* theme.h - how a style looks: a table of themes, and their colours as numbers.  No ncurses: the terminal, the
 * picture and the recording all use the same rows.
 *
 * Colours are never the only distinction: without them a style still differs by bold, underline or reverse, and every
 * series has its own mark (glyph.h). */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include <stdint.h>

#include "tui/canvas/canvas.h"

enum theme {
    THEME_SAFE,     /* readable on a dark and on a light background */
    THEME_DARK,
    THEME_LIGHT,
    THEME_CONTRAST, /* has its own background: black */
    THEME_MONO,     /* no colours at all */
    THEME_COUNT
};

enum { LOOK_BOLD = 1, LOOK_UNDERLINE = 2, LOOK_REVERSE = 4 };

/* Colours are xterm's: 0 to 7, or 0 to 255; -1 is the terminal's default. */
struct look {
    int color, ground;
    unsigned attributes; /* LOOK_... */
};

/* NULL-terminated, in the order of enum theme: the names that --theme and the command `theme` accept. */
extern const char *const theme_names[];

/* colors: the number of colours of the terminal: 256, 8, or 0. */
struct look theme_look(enum theme theme, enum style style, int colors);

/* Background and text colour of a picture, which has no terminal default: 0xrrggbb. */
uint32_t theme_ground(enum theme theme);
uint32_t theme_text(enum theme theme);

/* One of xterm's 256 colours as 0xrrggbb. */
uint32_t theme_rgb(int color);

#endif
