/* Which OpenBLAS kernels are requested, as a table; and the self-test of products detects any wrong product. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <catapult/machine.h>

#include "base/blas.h"

#define CONFIG(version) "OpenBLAS " version " NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Prescott MAX_THREADS=64"
#define SSE false, false
#define AVX2 true, false
#define AVX512 true, true

static char endless[5000];

static const struct {
    struct blas_facts facts;
    const char *coretype, *reason; /* a part of it */
} rows[] = {
    /* the fault of 0.3.19 to 0.3.24 */
    {{AVX512, CONFIG("0.3.21"), "Prescott", NULL, NULL}, "SkylakeX", "the processor has AVX-512, OpenBLAS took it for Prescott"},
    {{AVX512, CONFIG("0.3.20"), "Prescott", "", NULL}, "SkylakeX", "AVX-512"},
    {{AVX512, CONFIG("0.3.24"), "Core2", NULL, NULL}, "SkylakeX", "took it for Core2"},
    {{AVX2, CONFIG("0.3.21"), "Prescott", NULL, NULL}, "Haswell", "the processor has AVX2 and FMA, OpenBLAS took it for Prescott"},
    {{AVX2, CONFIG("0.3.20"), "Nehalem", NULL, NULL}, "Haswell", "AVX2"},
    {{SSE, CONFIG("0.3.21"), "Prescott", NULL, NULL}, NULL, "no AVX2"},
    {{false, true, CONFIG("0.3.21"), "Prescott", NULL, NULL}, NULL, "no AVX2"}, /* no such processor */
    /* versions */
    {{AVX512, CONFIG("0.3.19"), "Prescott", NULL, NULL}, "Haswell", "older than 0.3.20"},
    {{AVX512, CONFIG("0.2.20"), "Prescott", NULL, NULL}, "Haswell", "older than 0.3.20"},
    {{AVX2, CONFIG("0.2.20"), "Barcelona", NULL, NULL}, "Haswell", "Barcelona"},
    {{AVX512, CONFIG("0.3.28.dev"), "Penryn", NULL, NULL}, "SkylakeX", "Penryn"},
    {{AVX512, CONFIG("0.4.0"), "Prescott", NULL, NULL}, "SkylakeX", "AVX-512"},
    {{AVX512, CONFIG("1.0.0"), "Prescott", NULL, NULL}, "SkylakeX", "AVX-512"},
    {{AVX512, CONFIG("0.3"), "Prescott", NULL, NULL}, "Haswell", "older"},
    {{AVX512, "DYNAMIC_ARCH", "Prescott", NULL, NULL}, "Haswell", "older"},
    {{AVX512, CONFIG("99999999999999999999.99999999999999999999.9"), "Prescott", NULL, NULL}, "Haswell", "older"},
    /* kernels: the instructions they compute with decide */
    {{AVX512, CONFIG("0.3.21"), "Sandybridge", NULL, NULL}, "SkylakeX", "Sandybridge"},
    {{AVX2, CONFIG("0.3.21"), "Bulldozer", NULL, NULL}, "Haswell", "Bulldozer"},
    {{AVX2, CONFIG("0.3.21"), "Opteron_SSE3", NULL, NULL}, "Haswell", "Opteron_SSE3"},
    {{AVX512, CONFIG("0.3.21"), "Haswell", NULL, NULL}, NULL, "use FMA"},
    {{AVX512, CONFIG("0.3.21"), "Zen", NULL, NULL}, NULL, "use FMA"}, /* Zen 4: OpenBLAS's own choice */
    {{AVX2, CONFIG("0.3.21"), "Piledriver", NULL, NULL}, NULL, "use FMA"},
    {{AVX512, CONFIG("0.3.26"), "SapphireRapids", NULL, NULL}, NULL, "use FMA"},
    {{AVX512, CONFIG("0.3.21"), "SkylakeX", NULL, NULL}, NULL, "use FMA"},
    /* unknown kernel names */
    {{AVX512, CONFIG("0.3.21"), "neoversen1", NULL, NULL}, NULL, "none that catapult knows"},
    {{AVX512, CONFIG("0.3.21"), "Unknown", NULL, NULL}, NULL, "none that"},
    {{AVX512, CONFIG("0.3.21"), "prescott", NULL, NULL}, NULL, "none that"},
    {{AVX512, CONFIG("0.3.21"), "", NULL, NULL}, NULL, "none that"},
    {{AVX512, CONFIG("0.3.21"), "Prescott\n%s%n", NULL, NULL}, NULL, "none that"},
    {{AVX512, CONFIG("0.3.21"), endless, NULL, NULL}, NULL, "none that"},
    /* libraries that cannot choose */
    {{AVX512, NULL, NULL, NULL, NULL}, NULL, "not OpenBLAS"},
    {{AVX512, CONFIG("0.3.21"), NULL, NULL, NULL}, NULL, "not OpenBLAS"},
    {{AVX512, NULL, "Prescott", NULL, NULL}, NULL, "not OpenBLAS"},
    {{AVX512, "OpenBLAS 0.3.21 NO_LAPACKE Prescott MAX_THREADS=64", "Prescott", NULL, NULL}, NULL, "one kind of processor"},
    {{AVX512, "OpenBLAS 0.3.21 NO_DYNAMIC_ARCH DYNAMIC_ARCHES Prescott", "Prescott", NULL, NULL}, NULL, "one kind"},
    {{AVX512, "", "Prescott", NULL, NULL}, NULL, "one kind"},
    {{AVX512, endless, "Prescott", NULL, NULL}, NULL, "one kind"},
    {{AVX512, "OpenBLAS 0.3.21 DYNAMIC_ARCH", "Prescott", NULL, NULL}, "SkylakeX", "AVX-512"},
    /* the user's own value */
    {{AVX512, CONFIG("0.3.21"), "Prescott", "Prescott", NULL}, NULL, "OPENBLAS_CORETYPE is set"},
    {{AVX512, CONFIG("0.3.21"), "Prescott", "nonsense", NULL}, NULL, "OPENBLAS_CORETYPE is set"},
    {{AVX512, CONFIG("0.3.21"), "Prescott", " ", NULL}, NULL, "OPENBLAS_CORETYPE is set"},
    {{AVX512, CONFIG("0.3.21"), "Prescott", endless, NULL}, NULL, "OPENBLAS_CORETYPE is set"},
    {{AVX512, CONFIG("0.3.21"), "Prescott", "Haswell", "SkylakeX"}, NULL, "OPENBLAS_CORETYPE is set"},
    /* after wrong products were found */
    {{AVX512, CONFIG("0.3.21"), "Prescott", NULL, "SkylakeX"}, "Haswell", "and its products with SkylakeX kernels are wrong"},
    {{AVX512, CONFIG("0.3.21"), "Prescott", NULL, "Haswell"}, NULL, "and its products with Haswell kernels are wrong"},
    {{AVX2, CONFIG("0.3.21"), "Prescott", NULL, "Haswell"}, NULL, "Haswell kernels are wrong"},
    {{AVX512, CONFIG("0.3.21"), "Prescott", NULL, endless}, NULL, "are wrong"},
};

static void test_choice(void **state)
{
    (void)state;
    memset(endless, 'x', sizeof endless - 1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct blas_choice choice = blas_choice(&rows[i].facts);
        bool same = !choice.coretype == !rows[i].coretype && (!choice.coretype || strcmp(choice.coretype, rows[i].coretype) == 0);
        if (!same || !strstr(choice.reason, rows[i].reason))
            fail_msg("row %zu: %s, '%s'", i, choice.coretype ? choice.coretype : "nothing", choice.reason);
    }
}

/* Nothing is chosen after a choice was made: a program that restarts itself comes to an end. */
static void test_choice_ends(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct blas_facts facts = rows[i].facts;
        struct blas_choice choice = blas_choice(&facts);
        for (int tries = 0; choice.coretype; tries++, choice = blas_choice(&facts)) {
            assert_true(tries < 2);
            assert_true(blas_is_old(facts.corename) && !blas_is_old(choice.coretype));
            struct blas_facts chosen = facts;
            chosen.corename = choice.coretype;
            assert_null(blas_choice(&chosen).coretype);
            facts.failed = choice.coretype;
        }
    }
}

/* --- products --- */

static int calls_until; /* the call that goes wrong, counted down */

static bool is_turn(void)
{
    return calls_until-- == 0;
}

static void (*spoil)(int rows, int cols, double *c, int ldc);

static void spoil_bit(int r, int n, double *c, int ldc)
{
    double *last = &c[(r - 1) * ldc + n - 1];
    *last = nextafter(*last, INFINITY);
}

static void spoil_column(int r, int n, double *c, int ldc)
{
    for (int i = 0; i < r; i++)
        c[i * ldc + n - 1] = 0;
}

static void spoil_precision(int r, int n, double *c, int ldc)
{
    for (int i = 0; i < r; i++)
        for (int j = 0; j < n; j++)
            c[i * ldc + j] = (double)(float)c[i * ldc + j];
}

static void spoil_gap(int r, int n, double *c, int ldc)
{
    c[(r / 2) * ldc + n] = 0;
}

static void spoil_with_nan(int r, int n, double *c, int ldc)
{
    (void)ldc;
    c[n - 1] = r > 0 ? (double)NAN : 0;
}

static void wrong_gemm(bool trans_a, bool trans_b, int m, int n, int k, double alpha, const double *a, int lda,
                       const double *b, int ldb, double beta, double *c, int ldc)
{
    blas_calls.gemm(trans_a, trans_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    if (is_turn())
        spoil(m, n, c, ldc);
}

static void wrong_syrk(bool trans, int n, int k, double alpha, const double *a, int lda, double beta, double *c, int ldc)
{
    blas_calls.syrk(trans, n, k, alpha, a, lda, beta, c, ldc);
    if (is_turn())
        spoil(n, n, c, ldc);
}

static void full_syrk(bool trans, int n, int k, double alpha, const double *a, int lda, double beta, double *c, int ldc)
{
    blas_calls.syrk(trans, n, k, alpha, a, lda, beta, c, ldc);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < i; j++)
            c[i * ldc + j] = c[j * ldc + i];
}

/* Treats beta = 0 as a multiplication: a NaN in the output stays. */
static void adding_gemm(bool trans_a, bool trans_b, int m, int n, int k, double alpha, const double *a, int lda,
                        const double *b, int ldb, double beta, double *c, int ldc)
{
    for (int i = 0; i < m && beta == 0; i++)
        for (int j = 0; j < n; j++)
            c[i * ldc + j] *= beta;
    blas_calls.gemm(trans_a, trans_b, m, n, k, alpha, a, lda, b, ldb, 1, c, ldc);
}

/* Plain loops that leave out the last k. */
static void short_gemm(bool trans_a, bool trans_b, int m, int n, int k, double alpha, const double *a, int lda,
                       const double *b, int ldb, double beta, double *c, int ldc)
{
    blas_calls.gemm(trans_a, trans_b, m, n, k - 1, alpha, a, lda, b, ldb, beta, c, ldc);
}

static void test_sound(void **state)
{
    (void)state;
    assert_true(blas_is_sound(&blas_calls));
    assert_true(blas_is_sound(&blas_calls)); /* can be repeated */
}

static void test_wrong_products(void **state)
{
    (void)state;
    void (*const spoilers[])(int, int, double *, int) = {spoil_bit, spoil_column, spoil_precision, spoil_gap, spoil_with_nan};
    const struct blas_calls gemm = {wrong_gemm, blas_calls.syrk}, syrk = {blas_calls.gemm, wrong_syrk};
    for (size_t i = 0; i < sizeof spoilers / sizeof *spoilers; i++) {
        spoil = spoilers[i];
        int seen = 0;
        for (calls_until = 0; !blas_is_sound(&gemm); calls_until = seen)
            assert_true(++seen < 100);
        assert_true(seen == 8); /* each of four forms at two sizes */
        for (seen = 0, calls_until = 0; !blas_is_sound(&syrk); calls_until = seen)
            assert_true(++seen < 100);
        assert_true(seen == 4);
    }
}

static void test_wrong_kinds(void **state)
{
    (void)state;
    assert_false(blas_is_sound(&(struct blas_calls){adding_gemm, blas_calls.syrk}));
    assert_false(blas_is_sound(&(struct blas_calls){short_gemm, blas_calls.syrk}));
    assert_false(blas_is_sound(&(struct blas_calls){blas_calls.gemm, full_syrk}));
}

/* --- words --- */

static void test_word(void **state)
{
    (void)state;
    char text[CATAPULT_MACHINE_BLAS_TEXT], word[CATAPULT_MACHINE_BLAS_WORD];
    assert_ptr_equal(catapult_machine_blas(text), text);
    assert_ptr_equal(catapult_machine_blas_word(word), word);
    assert_true(*text && *word && strlen(text) < CATAPULT_MACHINE_BLAS_TEXT);
    assert_int_equal(strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"), strlen(word));
    assert_null(strstr(text, "chosen by catapult")); /* the library cannot choose */
}

static void test_told(void **state)
{
    (void)state;
    char text[CATAPULT_MACHINE_BLAS_TEXT];
    blas_tell(NULL, "because");
    assert_null(strstr(catapult_machine_blas(text), "chosen by catapult"));
    blas_tell("SkylakeX", "because of this");
    struct blas_facts facts = blas_facts_now();
    if (facts.corename && !blas_is_old(facts.corename))
        assert_non_null(strstr(catapult_machine_blas(text), " kernels, chosen by catapult: because of this"));
    else if (facts.corename)
        assert_non_null(strstr(catapult_machine_blas(text), " kernels, in spite of SkylakeX: because of this"));
    blas_tell(NULL, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_choice),    cmocka_unit_test(test_choice_ends),
        cmocka_unit_test(test_sound),     cmocka_unit_test(test_wrong_products),
        cmocka_unit_test(test_wrong_kinds), cmocka_unit_test(test_word),
        cmocka_unit_test(test_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
