/* term.h - the terminal: the only interface to ncurses.  A process has one terminal, so there is no object; use it
 * from term_start to term_stop, on one thread.
 *
 * After term_stop, and after any signal that ends the program, the terminal is as it was before. */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include <stdbool.h>
#include <stdint.h>

#include <catapult/status.h>

#include "tui/canvas/canvas.h"
#include "tui/canvas/theme.h"

/* auto: none if NO_COLOR is set and not empty or the terminal has none; always: ignore NO_COLOR. */
enum term_color { TERM_COLOR_AUTO, TERM_COLOR_ALWAYS, TERM_COLOR_NEVER };

/* Takes the screen.  CATAPULT_STATUS_USAGE, with nothing changed, if stdin or stdout is not a terminal or the
 * terminal type is unknown or too simple; the message mentions `catapult run`. */
enum catapult_status term_start(enum term_color color, enum theme theme, struct catapult_error *err);
void term_stop(void);

/* Sets the colours used from now on. */
void term_theme(enum theme theme);

/* The number of colours: 256, 8 or 0. */
int term_colors(void);

/* The best glyph set that is safe for this terminal's character encoding and type. */
enum glyph_set term_glyphs(void);

/* Whether the locale's encoding has more than ASCII; if not, term_draw shows a question mark for other characters. */
bool term_unicode(void);

/* Upper limits of the size, whatever the system or LINES and COLUMNS say. */
enum { TERM_ROWS_MOST = 1000, TERM_COLS_MOST = 4000 };
void term_size(int *rows, int *cols);

/* Asks the system for the size and adopts it; the next term_draw redraws the whole screen. */
void term_resize(void);

/* Puts the canvas on the screen; sends only the cells that have changed. */
void term_draw(const struct canvas *canvas);

/* Whether term_draw can write without waiting; false on a connection that is stalled or stopped by Ctrl-S. */
bool term_writable(void);

/* Sends invisible bytes between two frames; returns false if the terminal is not ready for them. */
bool term_send(const char *bytes, size_t count);

/* The content of the screen is unknown: the next term_draw sends everything. */
void term_distrust(void);

/* The descriptor to poll for keys. */
int term_fd(void);

/* The next key typed (see enum key_code), CODE_NONE if there is none yet. */
uint32_t term_key(void);

/* The mouse events, oldest first, after term_key has returned CODE_MOUSE; one such key may stand for several events. */
enum mouse_kind { MOUSE_PRESS, MOUSE_DRAG, MOUSE_RELEASE, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };
struct term_mouse {
    enum mouse_kind kind;
    int row, col;
};
enum { TERM_MOUSE_MOST = 16 };
int term_mouse_events(struct term_mouse out[TERM_MOUSE_MOST]);

/* Enables or disables mouse events; returns false if the terminal has none. */
bool term_mouse(bool on);

/* Whether the terminal is gone; call it when term_fd is readable but there is no key. */
bool term_gone(void);

/* Ctrl-Z: gives the screen to the shell, stops the process, and takes the screen back when continued. */
void term_suspend(void);

/* Takes the screen back after someone else stopped and continued the process. */
void term_resume(void);

/* For xalloc_on_failure: restores the terminal, prints the message, exits with status 2. */
void term_die(const char *message);

#endif
