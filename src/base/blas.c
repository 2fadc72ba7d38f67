/* blas.c - see blas.h. */
#include "base/blas.h"

#include <cblas.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <catapult/machine.h>

#include "base/number.h"
#include "base/xalloc.h"

/* Weak, because another BLAS with the same library name has neither of them. */
#pragma weak openblas_get_config
#pragma weak openblas_get_corename

/* --- the choice --------------------------------------------------------------------------------------------------- */

/* Ordered by the instructions the kernels use, not by the age of the processor they are named after. */
enum level { LEVEL_UNKNOWN, LEVEL_SSE, LEVEL_AVX, LEVEL_FMA, LEVEL_AVX512 };

static const struct {
    const char *name;
    enum level level;
} cores[] = {
    {"Katmai", LEVEL_SSE},     {"Coppermine", LEVEL_SSE}, {"Northwood", LEVEL_SSE},    {"Prescott", LEVEL_SSE},
    {"Banias", LEVEL_SSE},     {"Atom", LEVEL_SSE},       {"Core2", LEVEL_SSE},        {"Penryn", LEVEL_SSE},
    {"Dunnington", LEVEL_SSE}, {"Nehalem", LEVEL_SSE},    {"Athlon", LEVEL_SSE},       {"Opteron", LEVEL_SSE},
    {"Opteron_SSE3", LEVEL_SSE}, {"Barcelona", LEVEL_SSE}, {"Bobcat", LEVEL_SSE},      {"Nano", LEVEL_SSE},
    {"Sandybridge", LEVEL_AVX}, {"Bulldozer", LEVEL_AVX}, {"Piledriver", LEVEL_FMA},   {"Steamroller", LEVEL_FMA},
    {"Excavator", LEVEL_FMA},  {"Haswell", LEVEL_FMA},    {"Zen", LEVEL_FMA},          {"SkylakeX", LEVEL_AVX512},
    {"Cooperlake", LEVEL_AVX512}, {"SapphireRapids", LEVEL_AVX512},
};

static enum level level_of(const char *corename)
{
    for (size_t i = 0; corename && i < sizeof cores / sizeof *cores; i++)
        if (strcmp(cores[i].name, corename) == 0)
            return cores[i].level;
    return LEVEL_UNKNOWN;
}

bool blas_is_old(const char *corename)
{
    enum level level = level_of(corename);
    return level == LEVEL_SSE || level == LEVEL_AVX;
}

static bool has_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = text; (at = strstr(at, word)); at += length)
        if ((at == text || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

/* OpenBLAS had faults with AVX-512 before 0.3.20.  A library that does not report its version is not trusted. */
static bool trusts_avx512(const char *config)
{
    static const char *const before[3] = {"OpenBLAS ", ".", "."};
    unsigned long long part[3] = {0}; /* major, minor, patch */
    for (int i = 0; i < 3; i++) {
        size_t length = strlen(before[i]);
        if (strncmp(config, before[i], length) != 0 || !(config = number_digits(config + length, &part[i])))
            return false;
    }
    return part[0] > 0 || part[1] > 3 || (part[1] == 3 && part[2] >= 20);
}

/* Why no kernels have to be chosen; NULL if they have to. */
static const char *why_not(const struct blas_facts *facts)
{
    if (facts->wish && *facts->wish)
        return "OPENBLAS_CORETYPE is set";
    if (!facts->config || !facts->corename)
        return "it is not OpenBLAS";
    if (!has_word(facts->config, "DYNAMIC_ARCH"))
        return "OpenBLAS was built for one kind of processor";
    if (level_of(facts->corename) == LEVEL_UNKNOWN)
        return "its kernels are none that catapult knows";
    if (!blas_is_old(facts->corename))
        return "its kernels use FMA or AVX-512";
    if (!facts->fma)
        return "the processor has no AVX2 with FMA";
    return NULL;
}

/* Kernels without FMA on a processor that has FMA mean that OpenBLAS did not recognise the processor.  An OpenBLAS that
 * chose Haswell or Zen on a processor with AVX-512 did recognise it: it was built without AVX-512 kernels, or it prefers
 * the others (0.3.20 and 0.3.21 on AMD's Zen 4, whose AVX-512 works in halves).  Such a choice is kept, so the maker of the
 * processor does not matter.  With AVX-512 the choice is SkylakeX and nothing newer: Cooperlake and SapphireRapids have the
 * same kernels for doubles, and not every library has them. */
struct blas_choice blas_choice(const struct blas_facts *facts)
{
    struct blas_choice choice = {NULL, ""};
    const char *not = why_not(facts), *failed = facts->failed ? facts->failed : "";
    if (not) {
        snprintf(choice.reason, sizeof choice.reason, "%s", not);
        return choice;
    }
    bool wide = facts->avx512 && trusts_avx512(facts->config), any = *failed == '\0';
    if (wide && any)
        choice.coretype = "SkylakeX";
    else if (any || strcmp(failed, "SkylakeX") == 0)
        choice.coretype = "Haswell";
    snprintf(choice.reason, sizeof choice.reason, "the processor has %s, OpenBLAS took it for %s%s%.40s%s",
             facts->avx512 ? "AVX-512" : "AVX2 and FMA", facts->corename, any ? "" : ", and its products with ",
             failed, any ? facts->avx512 && !wide ? ", and is older than 0.3.20" : "" : " kernels are wrong");
    return choice;
}

/* --- this process ------------------------------------------------------------------------------------------------- */

/* Uses the compiler's check of cpuid, which also checks that the system saves the registers (xgetbv). */
static void look_at_processor(struct blas_facts *facts)
{
#if defined __x86_64__ && defined __GNUC__
    __builtin_cpu_init();
    facts->fma = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    facts->avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                    __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
                    __builtin_cpu_supports("avx512cd");
#else
    (void)facts;
#endif
}

struct blas_facts blas_facts_now(void)
{
    struct blas_facts facts = {.wish = getenv("OPENBLAS_CORETYPE")};
    look_at_processor(&facts);
    if (openblas_get_config && openblas_get_corename) {
        facts.config = openblas_get_config();
        facts.corename = openblas_get_corename();
    }
    return facts;
}

static char told_chosen[32], told_reason[BLAS_REASON];

void blas_tell(const char *chosen, const char *reason)
{
    snprintf(told_chosen, sizeof told_chosen, "%s", chosen ? chosen : "");
    snprintf(told_reason, sizeof told_reason, "%s", reason);
}

/* Length of the first two words: "OpenBLAS 0.3.21" in "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH ...". */
static int name_length(const char *config)
{
    size_t length = strcspn(config, " ");
    if (config[length])
        length += 1 + strcspn(config + length + 1, " ");
    return length < 60 ? (int)length : 60;
}

const char *catapult_machine_blas(char text[CATAPULT_MACHINE_BLAS_TEXT])
{
    struct blas_facts facts = blas_facts_now();
    struct blas_choice choice = blas_choice(&facts);
    if (!facts.config || !facts.corename) {
        snprintf(text, CATAPULT_MACHINE_BLAS_TEXT, "a BLAS that does not say its name");
        return text;
    }
    int length = snprintf(text, CATAPULT_MACHINE_BLAS_TEXT, "%.*s, %.30s kernels", name_length(facts.config),
                          facts.config, facts.corename);
    char *rest = text + length;
    size_t size = CATAPULT_MACHINE_BLAS_TEXT - (size_t)length;
    if (*told_chosen)
        snprintf(rest, size, ", %s%s: %s", blas_is_old(facts.corename) ? "in spite of " : "chosen by catapult",
                 blas_is_old(facts.corename) ? told_chosen : "", told_reason);
    else if (*told_reason)
        snprintf(rest, size, ": %s", told_reason);
    else if (facts.wish && *facts.wish)
        snprintf(rest, size, ", OPENBLAS_CORETYPE is set");
    else if (choice.coretype)
        snprintf(rest, size, ": %s (OPENBLAS_CORETYPE=%s is faster)", choice.reason, choice.coretype);
    return text;
}

const char *catapult_machine_blas_word(char word[CATAPULT_MACHINE_BLAS_WORD])
{
    struct blas_facts facts = blas_facts_now();
    if (facts.config && facts.corename)
        snprintf(word, CATAPULT_MACHINE_BLAS_WORD, "%.*s-%.30s", name_length(facts.config), facts.config,
                 facts.corename);
    else
        snprintf(word, CATAPULT_MACHINE_BLAS_WORD, "unknown");
    for (char *c = word; *c; c++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._", *c))
            *c = '-';
    return word;
}

/* --- the self-test ------------------------------------------------------------------------------------------------ */

static void real_gemm(bool trans_a, bool trans_b, int m, int n, int k, double alpha, const double *a, int lda,
                      const double *b, int ldb, double beta, double *c, int ldc)
{
    cblas_dgemm(CblasRowMajor, trans_a ? CblasTrans : CblasNoTrans, trans_b ? CblasTrans : CblasNoTrans, m, n, k,
                alpha, a, lda, b, ldb, beta, c, ldc);
}

static void real_syrk(bool trans, int n, int k, double alpha, const double *a, int lda, double beta, double *c,
                      int ldc)
{
    cblas_dsyrk(CblasRowMajor, CblasUpper, trans ? CblasTrans : CblasNoTrans, n, k, alpha, a, lda, beta, c, ldc);
}

const struct blas_calls blas_calls = {real_gemm, real_syrk};

enum {
    GAP = 3,       /* elements at the end of each row that no product may read or change */
    BITS = 20,     /* of an element with its sign: a sum of 997 products has 2 * 19 + 10 */
    OLD = 1 << 19, /* the value in c before the product; it must stay in the gaps */
};

/* A matrix stored in rows with gaps, and its transpose in the same way. */
struct operand {
    int rows, cols;
    double *x[2];   /* [1]: transposed */
    int stride[2];
};

/* Matrices of one size: a (m, k), b (k, n), and their products by plain loops. */
struct trial {
    int m, n, k;
    struct operand a, b;
    double *ab, *aa; /* a b (m, n); a a^T (m, m), the upper triangle */
    double *c;       /* the result of BLAS: (m, n + GAP) or (m, m + GAP) */
};

static void operand_init(struct operand *o, int rows, int cols, uint64_t seed)
{
    size_t wide = (size_t)cols + GAP, high = (size_t)rows + GAP;
    *o = (struct operand){rows, cols, {xnew_array((size_t)rows * wide, sizeof(double)),
                                       xnew_array((size_t)cols * high, sizeof(double))}, {cols + GAP, rows + GAP}};
    for (size_t i = 0; i < (size_t)rows; i++)
        for (size_t j = 0; j < (size_t)cols; j++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            double integer = (double)(seed >> (64 - BITS)) - (1 << (BITS - 1));
            o->x[0][i * wide + j] = o->x[1][j * high + i] = integer;
        }
    for (size_t g = 0; g < GAP; g++) {
        for (size_t i = 0; i < (size_t)rows; i++)
            o->x[0][i * wide + (size_t)cols + g] = NAN;
        for (size_t j = 0; j < (size_t)cols; j++)
            o->x[1][j * high + (size_t)rows + g] = NAN;
    }
}

static void multiply_plainly(const struct trial *t)
{
    size_t m = (size_t)t->m, n = (size_t)t->n, k = (size_t)t->k;
    for (size_t i = 0; i < m; i++)
        for (size_t l = 0; l < k; l++) {
            const double *row = t->b.x[0] + l * (n + GAP), *col = t->a.x[1] + l * (m + GAP), x = col[i];
            for (size_t j = 0; j < n; j++)
                t->ab[i * n + j] += x * row[j];
            for (size_t j = i; j < m; j++)
                t->aa[i * m + j] += x * col[j];
        }
}

static void trial_init(struct trial *t, int m, int n, int k)
{
    size_t longest = (size_t)(m > n ? m : n) + GAP;
    *t = (struct trial){.m = m, .n = n, .k = k};
    operand_init(&t->a, m, k, 1);
    operand_init(&t->b, k, n, 2);
    t->ab = xnew_array((size_t)m * longest, sizeof *t->ab);
    t->aa = xnew_array((size_t)m * longest, sizeof *t->aa);
    t->c = xnew_array((size_t)m * longest, sizeof *t->c);
    multiply_plainly(t);
}

static void trial_done(struct trial *t)
{
    double *all[] = {t->a.x[0], t->a.x[1], t->b.x[0], t->b.x[1], t->ab, t->aa, t->c};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
}

/* Fills c before a product.  beta = 0 must overwrite c even if it holds NaN. */
static double trial_fill(struct trial *t, int cols, double beta)
{
    double before = beta == 0 ? (double)NAN : OLD;
    for (int i = 0; i < t->m * (cols + GAP); i++)
        t->c[i] = before;
    return before;
}

static bool is_same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* Whether the elements of c (m, cols + GAP) are -x/2 + beta * before, and everything else is unchanged: the gaps, and the
 * part below the diagonal of a triangle. */
static bool came_out(const struct trial *t, const double *x, int cols, bool triangle, double beta, double before)
{
    const double old = beta == 0 ? 0 : beta * before;
    for (int i = 0; i < t->m; i++)
        for (int j = 0; j < cols + GAP; j++) {
            double is = t->c[i * (cols + GAP) + j];
            bool element = j < cols && (!triangle || j >= i);
            if (element ? is != old - 0.5 * x[i * cols + j] : !is_same(is, before))
                return false;
        }
    return true;
}

static bool try_gemm(struct trial *t, const struct blas_calls *calls, bool trans_a, bool trans_b)
{
    double beta = trans_a == trans_b ? 0 : 1, before = trial_fill(t, t->n, beta);
    calls->gemm(trans_a, trans_b, t->m, t->n, t->k, -0.5, t->a.x[trans_a], t->a.stride[trans_a], t->b.x[trans_b],
                t->b.stride[trans_b], beta, t->c, t->n + GAP);
    return came_out(t, t->ab, t->n, false, beta, before);
}

static bool try_syrk(struct trial *t, const struct blas_calls *calls, bool trans)
{
    double beta = trans ? 1 : 0, before = trial_fill(t, t->m, beta);
    calls->syrk(trans, t->m, t->k, -0.5, t->a.x[trans], t->a.stride[trans], beta, t->c, t->m + GAP);
    return came_out(t, t->aa, t->m, true, beta, before);
}

static bool try_all(struct trial *t, const struct blas_calls *calls)
{
    return try_gemm(t, calls, false, false) && try_gemm(t, calls, false, true) && try_gemm(t, calls, true, false) &&
           try_gemm(t, calls, true, true) && try_syrk(t, calls, false) && try_syrk(t, calls, true);
}

bool blas_is_sound(const struct blas_calls *calls)
{
    static const int size[][3] = {{61, 131, 127}, {33, 31, 997}}; /* m n k above 100^3: no small-matrix kernels */
    bool sound = true;
    int threads = openblas_get_num_threads();
    openblas_set_num_threads(1);
    for (size_t i = 0; i < sizeof size / sizeof *size && sound; i++) {
        struct trial trial;
        trial_init(&trial, size[i][0], size[i][1], size[i][2]);
        sound = try_all(&trial, calls);
        trial_done(&trial);
    }
    openblas_set_num_threads(threads);
    return sound;
}
