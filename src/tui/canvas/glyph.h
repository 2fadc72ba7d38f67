/* glyph.h - every mark on the screen and its ASCII equivalent.  A series can be recognised by its mark as well as its
 * colour. */
#ifndef TUI_GLYPH_H
#define TUI_GLYPH_H

#include "tui/canvas/canvas.h"

/* X(name, Unicode, ASCII); the models come first, in the order of enum catapult_model_kind. */
#define GLYPH_LIST(X)                                            \
    X(GLYPH_NETWORK, 0x25cf, 'o')       /* ● */                  \
    X(GLYPH_LINEAR, 0x25b2, 'x')        /* ▲ */                  \
    X(GLYPH_QUADRATIC, 0x25c6, '*')     /* ◆ */                  \
    X(GLYPH_GENERAL, 0x25a0, '#')       /* ■ */                  \
    X(GLYPH_TEST, 0x25cb, '.')          /* ○ */                  \
    X(GLYPH_GHOST, 0x00b7, ',')         /* · */                  \
    X(GLYPH_RUN, 'A', 'A')              /* one per run */  \
    X(GLYPH_RUN_B, 'B', 'B')                                     \
    X(GLYPH_RUN_C, 'C', 'C')                                     \
    X(GLYPH_RUN_D, 'D', 'D')                                     \
    X(GLYPH_RUN_E, 'E', 'E')                                     \
    X(GLYPH_RUN_F, 'F', 'F')                                     \
    X(GLYPH_RUN_G, 'G', 'G')                                     \
    X(GLYPH_RUN_H, 'H', 'H')                                     \
    X(GLYPH_LAMBDA_1, '1', '1')                                  \
    X(GLYPH_LAMBDA_2, '2', '2')                                  \
    X(GLYPH_CRIT, 0x2500, '-')          /* ─ the curve 2/eta */   \
    X(GLYPH_MAX, 0x254c, '=')           /* ╌ the curve 4/eta */   \
    X(GLYPH_DIVERGED, 0x00d7, 'X')      /* × where a curve ends */ \
    X(GLYPH_ABOVE, 0x25b4, '^')         /* ▴ above the top edge */ \
    X(GLYPH_BELOW, 0x25be, 'v')         /* ▾ not visible on a log scale */ \
    X(GLYPH_EVENT, 0x250a, ':')         /* ┊ eta was changed */   \
    X(GLYPH_CURSOR, 0x2502, '|')        /* │ */                  \
    X(GLYPH_CURSOR_FOOT, 0x253b, '^')   /* ┻ */                  \
    X(GLYPH_ETA, 0x25bc, 'V')           /* ▼ eta on the ruler */  \
    X(GLYPH_LAZY, 0x2500, '-')          /* ─ the phases on the ruler */ \
    X(GLYPH_CATAPULT, 0x2550, '=')      /* ═ */                  \
    X(GLYPH_DIVERGENT, 0x2248, '~')     /* ≈ */                  \
    X(GLYPH_UNKNOWN, 0x00b7, '.')       /* · eta_max lies here, not yet known */ \
    X(GLYPH_BOUND_CRIT, 0x2503, '|')    /* ┃ eta_crit */          \
    X(GLYPH_BOUND_NOW, 0x25c7, 'o')     /* ◇ 2/lambda_1(t) */     \
    X(GLYPH_BOUND_FULL, 0x25b3, '/')    /* △ eta_crit of full batches */ \
    X(GLYPH_BOUND_FOUR, 0x2506, ':')    /* ┆ 4/lambda_1(0) */     \
    X(GLYPH_BOUND_FAR, 0x250b, '!')     /* ┋ 12/lambda_1(0) */   \
    X(GLYPH_BOUND_MAX, 0x2551, 'M')     /* ║ the measured eta_max */ \
    X(GLYPH_BOUND_EXACT, 0x25a1, 'B')   /* □ one example is bounded up to here */ \
    X(GLYPH_MARK_UPRIGHT, 0x254e, '!')  /* ╎ a lesson's mark */   \
    X(GLYPH_MARK_LEVEL, 0x2508, '_')    /* ┈ */                  \
    X(GLYPH_LEFT, 0x2190, '<')          /* ← beyond the edge */   \
    X(GLYPH_RIGHT, 0x2192, '>')         /* → */                  \
    X(GLYPH_FULL, 0x2588, '#')          /* █ progress */          \
    X(GLYPH_EMPTY, 0x2591, '.')         /* ░ */                  \
    X(GLYPH_LINE, 0x2500, '-')          /* ─ frames and axes */   \
    X(GLYPH_SIDE, 0x2502, '|')          /* │ */                  \
    X(GLYPH_TICK, 0x2524, '+')          /* ┤ */                  \
    X(GLYPH_TOP_LEFT, 0x250c, '+')      /* ┌ */                  \
    X(GLYPH_TOP_RIGHT, 0x2510, '+')     /* ┐ */                  \
    X(GLYPH_TEE_LEFT, 0x251c, '+')      /* ├ */                  \
    X(GLYPH_TEE_RIGHT, 0x2524, '+')     /* ┤ */                  \
    X(GLYPH_BOTTOM_LEFT, 0x2514, '+')   /* └ */                  \
    X(GLYPH_BOTTOM_RIGHT, 0x2518, '+')  /* ┘ */

#define GLYPH_ENUM(name, unicode, ascii) name,
enum glyph { GLYPH_LIST(GLYPH_ENUM) GLYPH_NAMES };
#undef GLYPH_ENUM

uint32_t glyph_of(enum glyph_set set, enum glyph glyph);

#endif
