/* ansi.h - frames as the bytes that an xterm understands: what has changed since the frame before.
 *
 * The terminal itself is ncurses' business (term.c); this is for recordings, which shall look the same wherever
 * they are played. */
#ifndef TUI_ANSI_H
#define TUI_ANSI_H

#include "tui/canvas/theme.h"

struct ansi {
    struct canvas shown;  /* the frame before */
    enum theme theme;     /* its looks */
    int colors;
    bool begun;           /* there was one */
    char *bytes;          /* of the newest frame, owned */
    size_t count, capacity;
};

void ansi_init(struct ansi *ansi, int colors);
void ansi_done(struct ansi *ansi);

/* The bytes that make this frame of the one before: in bytes, count of them; none if nothing has changed.  The
 * whole screen after another size or theme. */
void ansi_frame(struct ansi *ansi, const struct canvas *canvas, enum theme theme);

#endif
