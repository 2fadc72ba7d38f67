/* test_evidence.c - the verdicts over seeds: known p, what decides nothing, and how often an effect is seen where there
 * is none. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "figure/evidence.h"
#include "figure/sweep_claims.h"

/* p of t = mean/error with 2 and 4 degrees of freedom; of 2 it is known in closed form, of 4 from a table (t = 2.132 for 5 %). */
static void test_known(void **state)
{
    (void)state;
    const double three[] = {1, 2, 3}, five[] = {0, 1, 2, 3, 4};
    struct evidence found = evidence_of(three, 3);
    double t = 2 / sqrt(1.0 / 3);
    assert_close(found.mean, 2, 1e-14);
    assert_close(found.error, sqrt(1.0 / 3), 1e-14);
    assert_close(found.p, 0.5 - t / (2 * sqrt(2 + t * t)), 1e-12);
    assert_int_equal(found.verdict, FIGURE_SEEN);
    found = evidence_of(five, 5);
    assert_within(2 / found.error, 2.82, 2.84);
    assert_within(found.p, 0.02, 0.03);
}

static void test_undecided(void **state)
{
    (void)state;
    const double one[] = {5}, broken[] = {1, 2, NAN}, endless[] = {1, 2, INFINITY}, wide[] = {1, -1, 3};
    const double same[] = {0.1, 0.1, 0.1, 0.1, 0.1}, none[] = {0, 0, 0, 0, 0, 0}, less[] = {-1, -2, -3};
    assert_int_equal(evidence_of(one, 1).verdict, FIGURE_UNDECIDED);
    assert_true(isnan(evidence_of(one, 1).p));
    assert_int_equal(evidence_of(broken, 3).verdict, FIGURE_UNDECIDED);
    assert_int_equal(evidence_of(endless, 3).verdict, FIGURE_UNDECIDED);
    assert_int_equal(evidence_of(wide, 3).verdict, FIGURE_UNDECIDED);
    assert_int_equal(evidence_of(same, 3).verdict, FIGURE_UNDECIDED); /* three heads in a row */
    assert_int_equal(evidence_of(same, 5).verdict, FIGURE_SEEN);      /* five, p = 1/32 */
    assert_int_equal(evidence_of(none, 6).verdict, FIGURE_UNDECIDED);
    assert_int_equal(evidence_of(less, 3).verdict, FIGURE_AGAINST);
}

/* --- sweeps that were never run --------------------------------------------------------------------------------- */

static const double ratios[] = {0.25, 0.5, 0.75, 0.95, 1.2, 1.5, 1.8, 2.5, 4, 6};
static const enum catapult_model_kind kinds[] = {CATAPULT_MODEL_NETWORK, CATAPULT_MODEL_QUADRATIC, CATAPULT_MODEL_LINEAR};
enum { RATES = sizeof ratios / sizeof *ratios, MODELS = 3, SEEDS_MOST = 8, DRAWS = 2000 };

struct drawn {
    struct sweep_row row[MODELS * RATES * SEEDS_MOST];
    struct sweep_mean mean[MODELS * RATES];
    struct sweep_rows rows;
    struct sweep_summary summary;
    struct sweep_claims claims;
};

static double normal(uint64_t *random)
{
    double x, y, square;
    do {
        x = check_random(random);
        y = check_random(random);
        square = x * x + y * y;
    } while (!(square > 0 && square < 1));
    return x * sqrt(-2 * log(square) / square);
}

/* Losses of 1 with the seeds' own shift and the noise of a run; at rates above 1 they are lower by `effect`. */
static void draw_sweep(struct drawn *drawn, int seeds, double effect, uint64_t *random)
{
    size_t count = 0;
    double shift[SEEDS_MOST];
    for (int seed = 0; seed < seeds; seed++)
        shift[seed] = 0.3 * normal(random);
    memset(drawn, 0, sizeof *drawn);
    for (int m = 0; m < MODELS; m++)
        for (int k = 0; k < RATES; k++) {
            struct sweep_mean *mean = &drawn->mean[m * RATES + k];
            mean->model = kinds[m];
            mean->runs = seeds;
            mean->outcomes[CATAPULT_OUTCOME_CONVERGED] = seeds;
            mean->mean[SWEEP_ETA_OVER_CRIT] = mean->mean[SWEEP_ETA] = ratios[k];
            for (int seed = 0; seed < seeds; seed++) {
                struct sweep_row *row = &drawn->row[count++];
                row->model = kinds[m];
                row->seed = 5 + seed;
                row->outcome = CATAPULT_OUTCOME_CONVERGED;
                row->value[SWEEP_ETA_OVER_CRIT] = row->value[SWEEP_ETA] = ratios[k];
                row->value[SWEEP_BEST_TEST_LOSS] = 5 + shift[seed] + 0.1 * normal(random) - (ratios[k] > 1 ? effect : 0);
                mean->mean[SWEEP_BEST_TEST_LOSS] += row->value[SWEEP_BEST_TEST_LOSS] / seeds;
            }
        }
    drawn->rows = (struct sweep_rows){count, drawn->row};
    drawn->summary = (struct sweep_summary){(size_t)MODELS * RATES, drawn->mean};
    drawn->claims = (struct sweep_claims){.title = "x", .steps = 100, .seed = 5, .seeds = seeds, .summary = &drawn->summary,
                                          .rows = &drawn->rows};
}

static enum figure_verdict verdict_of(struct drawn *drawn, const char *words)
{
    static struct figure_report report;
    memset(&report, 0, sizeof report);
    sweep_claims_judge(&drawn->claims, &report);
    for (int i = 0; i < report.claims; i++)
        if (strstr(report.claim[i].text, words))
            return report.claim[i].verdict;
    fail_msg("no claim has '%s'", words);
    return FIGURE_REMARK;
}

/* Without an effect each error has a probability of 5 %; four standard deviations of 2000 draws are 2 %. */
static void test_no_effect(void **state)
{
    (void)state;
    static struct drawn drawn;
    static const int numbers[] = {2, 3, 5, 8};
    for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++) {
        uint64_t random = 17 + n;
        int count[FIGURE_VERDICTS] = {0};
        check_case("%d seeds", numbers[n]);
        for (int i = 0; i < DRAWS; i++) {
            draw_sweep(&drawn, numbers[n], 0, &random);
            count[verdict_of(&drawn, "the network is better")]++;
        }
        assert_within(count[FIGURE_SEEN] / (double)DRAWS, 0.03, 0.07);
        assert_within(count[FIGURE_AGAINST] / (double)DRAWS, 0.03, 0.07);
    }
}

/* What is there is found, and the reverse is told. */
static void test_effect(void **state)
{
    (void)state;
    static struct drawn drawn;
    uint64_t random = 3;
    int seen = 0, against = 0;
    for (int i = 0; i < 200; i++) {
        draw_sweep(&drawn, 8, 0.4, &random);
        seen += verdict_of(&drawn, "the quadratic is better") == FIGURE_SEEN;
        draw_sweep(&drawn, 8, -0.4, &random);
        against += verdict_of(&drawn, "the quadratic is better") == FIGURE_AGAINST;
    }
    assert_true(seen >= 198);
    assert_true(against >= 198);
}

/* A seed that diverged, died or stayed bounded at a rate that is compared leaves the claim open and the point out. */
static void test_unsettled(void **state)
{
    (void)state;
    static struct drawn drawn;
    static const enum catapult_outcome_word words[] = {CATAPULT_OUTCOME_DIVERGED, CATAPULT_OUTCOME_DEAD, CATAPULT_OUTCOME_BOUNDED};
    for (size_t w = 0; w < 3; w++) {
        uint64_t random = 9;
        draw_sweep(&drawn, 8, 0.4, &random);
        struct sweep_mean *mean = &drawn.mean[5];
        assert_true(sweep_claims_point(mean, SWEEP_BEST_TEST_LOSS));
        mean->outcomes[CATAPULT_OUTCOME_CONVERGED]--;
        mean->outcomes[words[w]]++;
        assert_false(sweep_claims_point(mean, SWEEP_BEST_TEST_LOSS));
        assert_int_equal(verdict_of(&drawn, "the network is better"), FIGURE_UNDECIDED);
        assert_int_equal(verdict_of(&drawn, "the quadratic is better"), FIGURE_SEEN);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_known), cmocka_unit_test(test_undecided),
                                       cmocka_unit_test(test_no_effect), cmocka_unit_test(test_effect),
                                       cmocka_unit_test(test_unsettled)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
