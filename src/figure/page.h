/* page.h - a picture as plain data: panels of curves over columns of one CSV file, and the gnuplot script that draws
 * it.
 *
 * The script lies next to the CSV and is complete: `gnuplot NAME.gp` in that folder draws the picture.  Curves differ
 * by colour, dash and mark, so that they can be told apart by colour-blind readers and in grey print; the colours are
 * those of Okabe and Ito.
 *
 * There are two kinds of text.  The program's own text may use gnuplot's markup ("{/Symbol l}_1" and the like).  Text
 * from a user (titles of presets, file names, values of settings) goes into fields marked "plain", where no character
 * has a meaning: characters that could end the string are written as octal numbers, control characters become spaces,
 * and markup is off. */
#ifndef FIGURE_PAGE_H
#define FIGURE_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { PAGE_LABEL = 96, PAGE_CURVES = 12, PAGE_LINES = 6, PAGE_PANELS = 16, PAGE_NOTE = 600 };

/* A curve: the rows of the CSV whose first column is `series`; columns are counted from 1. */
struct page_curve {
    int series;
    int x, y;
    int low, high;   /* columns with the ends of an error bar; 0: none */
    double shift;    /* added to x, so that error bars of several curves do not overlap */
    int style;       /* selects colour, dash and mark; 0 .. PAGE_STYLES-1 */
    bool faint;      /* thinner, without marks: for comparison */
    bool dots;       /* a mark at every row, for curves with few points */
    size_t length;   /* number of rows, to space the marks; 0: unknown */
    char label[PAGE_LABEL]; /* "": not in the legend */
};

struct page_line {
    bool vertical;
    bool low;               /* of a vertical line: the label is at its lower end */
    double at;
    int style;              /* -1: black */
    char label[PAGE_LABEL]; /* written at its end; "": none */
};

struct page_panel {
    char title[PAGE_LABEL];
    const char *x_label, *y_label;
    bool log_x, log_y;
    double x_low, x_high, y_low, y_high; /* NaN: fitted to the data */
    const char *key;                     /* place of the legend in gnuplot's words; NULL: no legend */
    int curves, lines;
    struct page_curve curve[PAGE_CURVES];
    struct page_line line[PAGE_LINES];
};

struct page {
    char title[PAGE_NOTE]; /* plain */
    char note[PAGE_NOTE];  /* plain; below the panels */
    char csv[128];         /* file name, in the folder of the script */
    bool key_above;        /* one legend for all panels, in a line above them; their own `key` is ignored */
    int columns;           /* panels side by side */
    int width, height;     /* of a panel, in points of 1/72 inch */
    int panels;
    struct page_panel panel[PAGE_PANELS];
};

enum page_format { PAGE_SVG, PAGE_PDF, PAGE_PNG, PAGE_FORMATS };
extern const char *const page_format_name[]; /* "svg", "pdf", "png", NULL */

/* Styles of the models, the same in every figure; others come after them. */
enum { STYLE_NETWORK, STYLE_LINEAR, STYLE_QUADRATIC, STYLE_GENERAL, PAGE_STYLES = 8 };

/* A page with no panels. */
void page_init(struct page *page, int columns);

/* Adds a panel with axis labels and free ranges. */
struct page_panel *page_add_panel(struct page *page, const char *title, const char *x_label, const char *y_label);

struct page_curve *page_add_curve(struct page_panel *panel, int series, int x, int y, int style, const char *label);

/* style -1: black. */
void page_add_line(struct page_panel *panel, bool vertical, double at, int style, const char *label);

/* Writes the script; NAME is the picture's file name without its ending. */
void page_write(const struct page *page, const char *name, enum page_format format, FILE *out);

/* Writes TEXT as a gnuplot string in which no character has a meaning. */
void page_quote(const char *text, FILE *out);

#endif
