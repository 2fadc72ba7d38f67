/* page.c - see page.h. */
#include "figure/page.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

const char *const page_format_name[] = {"svg", "pdf", "png", NULL};

/* Okabe and Ito's colours except yellow, which is hard to see on white; a distinct mark; a dash. */
static const struct {
    const char *colour;
    int mark;
    const char *dash;
} styles[PAGE_STYLES] = {
    [STYLE_NETWORK] = {"#0072B2", 7, "solid"},      /* blue, disc */
    [STYLE_LINEAR] = {"#009E73", 8, "'-'"},         /* green, triangle */
    [STYLE_QUADRATIC] = {"#D55E00", 4, "'_-'"},     /* vermilion, square */
    [STYLE_GENERAL] = {"#CC79A7", 13, "solid"},     /* purple, filled diamond */
    {"#000000", 2, "'.'"},                          /* black, cross */
    {"#E69F00", 5, "'_.'"},                         /* orange, filled square */
    {"#56B4E9", 6, "solid"},                        /* sky, ring */
    {"#555555", 11, "'-'"},                         /* grey, filled triangle */
};

enum { TITLE_ROOM = 34, NOTE_LINE = 13, NOTE_EDGE = 8, LEFT = 72, RIGHT = 14, TOP = 30, KEY = 16, BOTTOM = 50, MARKS = 9 };

/* Sizes in points. */
struct extent {
    double width, height, note, head; /* note, head: heights of the text below and above the panels */
    int letters;                /* characters in a line of the note */
};

/* A letter at the note's size is about 6.4 points wide or less. */
static struct extent extent_of(const struct page *page)
{
    int rows = (page->panels + page->columns - 1) / page->columns;
    struct extent e = {.width = page->columns * page->width};
    e.letters = (int)(e.width / 6.4);
    double lines = 1 + (double)strlen(page->note) / (e.letters - 12);
    e.note = NOTE_LINE * (int)lines + 2 * NOTE_EDGE;
    e.head = TITLE_ROOM + (page->key_above ? KEY : 0);
    e.height = rows * page->height + e.head + e.note;
    return e;
}

/* --- building --------------------------------------------------------------------------------------------- */

void page_init(struct page *page, int columns)
{
    memset(page, 0, sizeof *page);
    page->columns = columns;
    page->width = 310;
    page->height = 250;
}

struct page_panel *page_add_panel(struct page *page, const char *title, const char *x_label, const char *y_label)
{
    assert(page->panels < PAGE_PANELS);
    struct page_panel *panel = &page->panel[page->panels++];
    snprintf(panel->title, sizeof panel->title, "%s", title);
    panel->x_label = x_label;
    panel->y_label = y_label;
    panel->x_low = panel->x_high = panel->y_low = panel->y_high = NAN;
    return panel;
}

struct page_curve *page_add_curve(struct page_panel *panel, int series, int x, int y, int style, const char *label)
{
    assert(panel->curves < PAGE_CURVES && style >= 0);
    struct page_curve *curve = &panel->curve[panel->curves++];
    *curve = (struct page_curve){.series = series, .x = x, .y = y, .style = style % PAGE_STYLES};
    snprintf(curve->label, sizeof curve->label, "%s", label);
    return curve;
}

void page_add_line(struct page_panel *panel, bool vertical, double at, int style, const char *label)
{
    assert(panel->lines < PAGE_LINES);
    struct page_line *line = &panel->line[panel->lines++];
    *line = (struct page_line){.vertical = vertical, .at = at, .style = style};
    snprintf(line->label, sizeof line->label, "%s", label);
}

/* --- the script ------------------------------------------------------------------------------------------- */

/* Writes the text between double quotes; characters with a meaning for gnuplot become octal numbers. */
static void put_double(const char *text, FILE *out)
{
    fputc('"', out);
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (strchr("\"'\\`@$", *c))
            fprintf(out, "\\%03o", *c);
        else
            fputc(*c < 0x20 || *c == 0x7f ? ' ' : *c, out);
    }
    fputc('"', out);
}

/* Between single quotes no character has a meaning.  But gnuplot 5.4 misses the end of some strings with a (correctly
 * doubled) quote in them: after a backslash, or at the beginning. */
void page_quote(const char *text, FILE *out)
{
    if (strpbrk(text, "'\\")) {
        put_double(text, out);
        return;
    }
    fputc('\'', out);
    for (const unsigned char *c = (const unsigned char *)text; *c; c++)
        fputc(*c < 0x20 || *c == 0x7f ? ' ' : *c, out);
    fputc('\'', out);
}

static void write_terminal(const struct page *page, enum page_format format, FILE *out)
{
    double width = extent_of(page).width, height = extent_of(page).height;
    switch (format) {
    case PAGE_PDF:
        fprintf(out, "set terminal pdfcairo size %.3fin,%.3fin font 'Sans,10' linewidth 1.2\n", width / 72,
                height / 72);
        break;
    case PAGE_PNG:
        fprintf(out, "set terminal pngcairo size %.0f,%.0f font 'Sans,10' fontscale 2 linewidth 2.4 pointscale 2\n",
                2 * width, 2 * height);
        break;
    default:
        fprintf(out, "set terminal svg size %.0f,%.0f font 'sans-serif,12' linewidth 1.3 "
                     "background 'white'\n", width, height);
    }
}

/* An empty field of a column is no point: it breaks the curve.  Commas in a row only separate numbers. */
static void write_head(const struct page *page, const char *name, enum page_format format, FILE *out)
{
    char line[600];
    snprintf(line, sizeof line, "# %.120s.gp - draws %.120s.%s from %.120s: gnuplot %.120s.gp", name, name,
             page_format_name[format], page->csv, name);
    text_put(out, line); /* stays one comment line, whatever the name is */
    fputc('\n', out);
    fputs("set encoding utf8\n", out);
    write_terminal(page, format, out);
    /* Catapult passes FOLDER with -c and reads the picture from standard output. */
    fputs("folder = ''\npicture = ", out);
    char file[160];
    snprintf(file, sizeof file, "%s.%s", name, page_format_name[format]);
    page_quote(file, out);
    fputs("\nif (exists('ARGC') && ARGC > 0) { folder = ARG1 } else { set output picture }\ndata = folder . ", out);
    page_quote(page->csv, out);
    fputs("\nset datafile separator ','\n"
          "set datafile columnheaders\n"
          "set border 3 linecolor '#444444'\nset tics nomirror out textcolor '#222222'\n"
          "unset mxtics\nunset mytics\n"
          "set key samplen 2.5 spacing 1.05 nobox noopaque\n", out);
    for (int i = 0; i < PAGE_STYLES; i++)
        fprintf(out, "set linetype %d linecolor '%s' dashtype %s pointtype %d pointsize 0.6 linewidth 1.6\n", i + 1,
                styles[i].colour, styles[i].dash, styles[i].mark);
}

static void write_range(const char *axis, double low, double high, FILE *out)
{
    fprintf(out, "set %srange [", axis);
    if (!isnan(low))
        fprintf(out, "%.10g", low);
    else
        fputc('*', out);
    fputc(':', out);
    if (!isnan(high))
        fprintf(out, "%.10g", high);
    else
        fputc('*', out);
    fputs("]\n", out);
}

/* 1, 2 or 5 times a power of ten, so that four to eight tics cover the range. */
static double tic_step(double range)
{
    double power = pow(10, floor(log10(range / 4)));
    double left = range / 4 / power;
    return power * (left >= 5 ? 5 : left >= 2 ? 2 : 1);
}

static void write_axis(const char *axis, const char *label, bool log, double low, double high, FILE *out)
{
    fprintf(out, "set %slabel ", axis);
    page_quote(label, out);
    fprintf(out, "%s\n%s logscale %s\nset format %s '%s'\n", axis[0] == 'y' ? " offset 0.5,0" : " offset 0,0.3", log ? "set" : "unset", axis, axis,
            log && axis[0] == 'y' ? "10^{%T}" : "%g");
    write_range(axis, low, high, out);
    if (isfinite(low) && isfinite(high) && !log)
        fprintf(out, "set %stics %.10g\n", axis, tic_step(high - low));
    else
        fprintf(out, "set %stics autofreq\n", axis);
}

/* Lines are arrows from edge to edge: gnuplot has no other straight line that does not change the range. */
static void page_write_line(const struct page_line *line, int tag, FILE *out)
{
    const char *colour = line->style < 0 ? "#000000" : styles[line->style % PAGE_STYLES].colour;
    if (line->vertical)
        fprintf(out, "set arrow %d from first %.10g, graph 0 to first %.10g, graph 1", tag, line->at, line->at);
    else
        fprintf(out, "set arrow %d from graph 0, first %.10g to graph 1, first %.10g", tag, line->at, line->at);
    fprintf(out, " nohead linecolor '%s' linewidth 1 dashtype '.' front\n", colour);
    if (!*line->label)
        return;
    fprintf(out, "set label %d ", tag);
    page_quote(line->label, out);
    if (line->vertical)
        fprintf(out, " at first %.10g, graph %g left offset 0.4,0 textcolor '%s' font ',9' front\n", line->at,
                line->low ? 0.07 : 0.96, colour);
    else
        fprintf(out, " at graph 0.99, first %.10g right offset 0,0.5 textcolor '%s' font ',9' front\n", line->at,
                colour);
}

/* Writes one curve as an element of `plot`.  Rows of other series have no x, so they are no points; the rows of one
 * series are contiguous, so its line is not broken. */
static void write_curve(const struct page_curve *curve, FILE *out)
{
    int interval = (int)(curve->length / MARKS);
    const char *row = "data using (column(1) == %d ? column(%d) + %g : NaN):%d";
    if (curve->low) {
        fprintf(out, row, curve->series, curve->x, curve->shift, curve->y);
        fprintf(out, ":%d:%d with yerrorbars linetype %d dashtype solid linewidth 0.8 pointtype 0 notitle, \\\n     ",
                curve->low, curve->high, curve->style + 1);
    }
    fprintf(out, row, curve->series, curve->x, curve->shift, curve->y);
    if (curve->faint)
        fprintf(out, " with lines linetype %d linewidth 0.8", curve->style + 1);
    else
        fprintf(out, " with linespoints linetype %d pointinterval %d", curve->style + 1,
                curve->dots || interval < 1 ? 1 : interval);
    if (*curve->label) {
        fputs(" title ", out);
        page_quote(curve->label, out);
    } else {
        fputs(" notitle", out);
    }
}

static void write_place(const struct page *page, int index, FILE *out)
{
    double width = extent_of(page).width, height = extent_of(page).height;
    double x = index % page->columns * page->width;
    double y = height - extent_of(page).head - index / page->columns * page->height;
    fprintf(out, "set lmargin at screen %.5f\nset rmargin at screen %.5f\n", (x + LEFT) / width,
            (x + page->width - RIGHT) / width);
    fprintf(out, "set tmargin at screen %.5f\nset bmargin at screen %.5f\n", (y - TOP) / height,
            (y - page->height + BOTTOM) / height);
}

static void write_panel(const struct page *page, int index, FILE *out)
{
    const struct page_panel *panel = &page->panel[index];
    fputs("\n", out);
    write_place(page, index, out);
    fputs("set title ", out);
    page_quote(panel->title, out);
    fputs(" offset 0,-0.4\n", out);
    write_axis("x", panel->x_label, panel->log_x, panel->x_low, panel->x_high, out);
    write_axis("y", panel->y_label, panel->log_y, panel->y_low, panel->y_high, out);
    if (panel->key && !page->key_above)
        fprintf(out, "set key %s\n", panel->key);
    else
        fputs("unset key\n", out);
    for (int i = 0; i < panel->lines; i++)
        if (isfinite(panel->line[i].at))
            page_write_line(&panel->line[i], i + 1, out);
    fputs("plot ", out);
    for (int i = 0; i < panel->curves; i++) {
        fputs(i ? ", \\\n     " : "", out);
        write_curve(&panel->curve[i], out);
    }
    fputs("\nunset arrow\nunset label\n", out);
}

/* Breaks lines at spaces; one label per line, since a string in single quotes has only one line. */
static void write_note(const struct page *page, FILE *out)
{
    struct extent e = extent_of(page);
    const char *text = page->note;
    for (int line = 0; *text; line++) {
        char part[PAGE_NOTE];
        int length = (int)strlen(text);
        if (length > e.letters) {
            length = e.letters;
            while (length > 1 && text[length] != ' ')
                length--;
        }
        snprintf(part, sizeof part, "%.*s", length, text);
        text += length;
        text += *text == ' ';
        fprintf(out, "set label %d ", 91 + line);
        page_quote(part, out);
        fprintf(out, " noenhanced at screen 0.5, screen %.5f center font ',9' textcolor '#555555'\n",
                (e.note - NOTE_EDGE - NOTE_LINE * (line + 0.5)) / e.height);
    }
}

/* One legend for all panels, from the first panel, in a line below the title: an empty plot over the whole page. */
static void write_legend(const struct page *page, FILE *out)
{
    const struct page_panel *panel = &page->panel[0];
    struct extent e = extent_of(page);
    fputs("\nset lmargin at screen 0\nset rmargin at screen 1\nset bmargin at screen 0\nset tmargin at screen 1\n"
          "unset title\nunset xlabel\nunset ylabel\nunset tics\nunset border\nunset logscale\nset xrange [0:1]\n"
          "set yrange [0:1]\n", out);
    fprintf(out, "set key at screen 0.5, screen %.5f center center horizontal\nplot ",
            1 - (TITLE_ROOM + KEY / 3.0) / e.height);
    for (int i = 0; i < panel->curves; i++) {
        const struct page_curve *curve = &panel->curve[i];
        fprintf(out, "%sNaN with linespoints linetype %d title ", i ? ", \\\n     " : "", curve->style + 1);
        page_quote(curve->label, out);
    }
    fputc('\n', out);
}

void page_write(const struct page *page, const char *name, enum page_format format, FILE *out)
{
    write_head(page, name, format, out);
    fputs("set multiplot\nset label 90 ", out);
    page_quote(page->title, out);
    fprintf(out, " noenhanced at screen 0.5, screen %.5f center font ',14'\n", 1 - TITLE_ROOM / 2.0 / extent_of(page).height);
    write_note(page, out);
    for (int i = 0; i < page->panels; i++)
        write_panel(page, i, out);
    if (page->key_above)
        write_legend(page, out);
    fputs("\nunset multiplot\nunset output\n", out);
}
