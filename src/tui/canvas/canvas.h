/* canvas.h - a 2-D array of cells: every pane draws into it, and term.c puts it on the screen.
 *
 * There is no ncurses here, so that a test can draw and compare every screen without a terminal.  Every write is
 * clipped to the canvas; text is clipped to the given width. */
#ifndef TUI_CANVAS_H
#define TUI_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* What a cell means, not its colour: term.c maps it to 256, 8 or no colours of the current theme.  Without colours a
 * style still differs by bold, underline or reverse, and every series has its own mark. */
enum style {
    STYLE_PLAIN,
    STYLE_DIM,         /* frames, ticks, help texts */
    STYLE_STRONG,      /* titles, important numbers */
    STYLE_INVERSE,     /* status line, cursor */
    STYLE_NETWORK,     /* one per enum catapult_model_kind, in its order */
    STYLE_LINEAR,
    STYLE_QUADRATIC,
    STYLE_GENERAL,
    STYLE_TEST,        /* test-set curves */
    STYLE_GHOST,       /* an earlier run */
    STYLE_LAMBDA_2,
    STYLE_CRIT,        /* the 2/eta boundary */
    STYLE_MAX,         /* the 4/eta boundary */
    STYLE_LAZY,        /* one per enum catapult_phase, in its order */
    STYLE_CATAPULT,
    STYLE_DIVERGENT,
    STYLE_DIVERGED,
    STYLE_CONVERGED,   /* outcomes that no phase stands for */
    STYLE_UNSETTLED,
    STYLE_MARK,        /* where eta was changed */
    STYLE_WARNING,
    STYLE_RUN,         /* one per run */
    STYLE_RUN_LAST = STYLE_RUN + 7,
    STYLE_COUNT
};

enum glyph_set { GLYPHS_BRAILLE, GLYPHS_BLOCK, GLYPHS_ASCII, GLYPHS_COUNT };

/* The glyph of the second cell of a character of width 2. */
#define CELL_BEHIND 0x110000u

struct cell {
    uint32_t glyph; /* one Unicode code point, of width 1 unless CELL_BEHIND follows; a blank is a space */
    uint8_t style;
};

struct canvas {
    int rows, cols;
    struct cell *cell; /* (rows, cols) row-major, owned */
    size_t capacity;   /* cells allocated: a smaller canvas needs no new memory */
};

struct rect {
    int row, col, rows, cols;
};

void canvas_init(struct canvas *canvas);
void canvas_done(struct canvas *canvas);
void canvas_resize(struct canvas *canvas, int rows, int cols); /* and clear */
void canvas_clear(struct canvas *canvas);

/* If this overwrites half of a wide character, the other half becomes a blank. */
void canvas_put(struct canvas *canvas, int row, int col, uint32_t glyph, enum style style);

/* Writes UTF-8 text from (row, col), at most width cells.  A cell holds one code point.  Wide code points (East
 * Asian, emoji) take two cells, or become blanks if only half would fit.  Control characters, invalid UTF-8,
 * combining and direction-changing characters become '?', so that a hostile title cannot control the terminal or
 * shift the text next to it.  Returns the cells used, including those beyond the canvas edge. */
int canvas_text(struct canvas *canvas, int row, int col, int width, enum style style, const char *text);
int canvas_printf(struct canvas *canvas, int row, int col, int width, enum style style,
                  const char *format, ...) __attribute__((format(printf, 6, 7)));
void canvas_fill(struct canvas *canvas, struct rect rect, uint32_t glyph, enum style style);

/* Draws a frame around rect with a title in its upper edge; line glyphs or + - | depending on the glyph set. */
void canvas_frame(struct canvas *canvas, struct rect rect, enum glyph_set glyphs, const char *title);

/* The cells canvas_text would use without a limit: for all of text; for its first code point, and moves *text past
 * it. */
int canvas_text_width(const char *text);
int canvas_step(const char **text);

/* Replaces every non-ASCII glyph by '?', for terminals that cannot show it. */
void canvas_to_ascii(struct canvas *canvas);

/* Writes one line of text per row, trailing blanks removed: tests compare it and the key `w` writes it. */
void canvas_write(const struct canvas *canvas, FILE *file);

/* --- fields: short texts next to each other, in one or several rows; texts that do not fit are omitted by rank --- */

enum { FIELDS_TEXT = 96, FIELDS_MAX = 40 };

struct field {
    uint32_t mark;         /* a glyph before the text, 0: none */
    enum style mark_style;
    enum style style;
    int rank;              /* 0: omitted last */
    char text[FIELDS_TEXT];
};

struct fields {
    int count;
    struct field field[FIELDS_MAX + 1]; /* the last one receives the surplus and is not drawn */
};

/* Appends a field; does nothing if there are FIELDS_MAX. */
struct field *fields_add(struct fields *fields, int rank, enum style style, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Draws the fields in order with two blanks between them, each whole in one row.  A field wider than the rectangle is
 * omitted, or cut if its rank is 0.  Returns the columns used in the last row. */
int fields_draw(const struct fields *fields, struct canvas *canvas, struct rect rect);

#endif
