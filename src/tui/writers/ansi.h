/* ansi.h - bytes for an xterm: frames, as the changes since the last one, and text for the clipboard.
 *
 * term.c uses ncurses for the terminal itself; this is for recordings, which must look the same wherever they are
 * played. */
#ifndef TUI_ANSI_H
#define TUI_ANSI_H

#include <stddef.h>

#include "tui/canvas/theme.h"

struct ansi {
    struct canvas shown;  /* the last frame */
    enum theme theme;     /* theme of the last frame */
    int colors;
    bool begun;           /* there is a last frame */
    char *bytes;          /* of the newest frame, owned */
    size_t count, capacity;
};

void ansi_init(struct ansi *ansi, int colors);
void ansi_done(struct ansi *ansi);

/* Sets bytes and count to the bytes that turn the last frame into this one; count 0 if nothing has changed.  Sends
 * the whole screen after a change of size or theme. */
void ansi_frame(struct ansi *ansi, const struct canvas *canvas, enum theme theme);

/* --- the clipboard of the user's terminal, also through ssh: OSC 52 --- */

enum { CLIPBOARD_TEXT = 1000, CLIPBOARD_SEQUENCE = CLIPBOARD_TEXT * 4 / 3 + 16 };

/* ESC ] 52 ; c ; base64 BEL, terminated by a zero; text is cut to CLIPBOARD_TEXT bytes.  Returns the length. */
size_t clipboard_sequence(const char *text, char out[CLIPBOARD_SEQUENCE]);

#endif
