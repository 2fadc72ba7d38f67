/* eigen.c - the kernel as a matrix, and the tracked part of its spectrum.
 *
 * K_ij = J_i . J_j is a sum of p products, however they are grouped, so rounding changes it by at most gamma_p |J_i|
 * |J_j| = gamma_p sqrt(K_ii K_jj), and all of K by a matrix of norm gamma_p tr K.  A symmetric eigensolver is
 * backward stable: its eigenvalues are those of a matrix within size eps |K| (Higham 2002, ch. 20; the constant is
 * near 1). No eigenvalue changes by more than the norm of the perturbation (Weyl). */
#include "verify/properties.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

enum { WALK = 12 };
static const double promised = 1e-9; /* spectrum.h: |K p - lambda p| <= 1e-9 lambda_1 */

/* K of a model and all its eigenvalues; lambda may be NULL. */
static bool eigen_solve(struct subject *subject, struct running *running, double *matrix, double *lambda)
{
    size_t size = subject->size;
    if (!kernel_matrix(subject, running, matrix))
        return false;
    double *copy = lambda ? try_array(size * size, sizeof *copy) : NULL;
    if (copy)
        memcpy(copy, matrix, size * size * sizeof *copy);
    bool ok = !lambda || (copy && spectrum_all(size, copy, lambda, NULL) == CATAPULT_STATUS_OK);
    free(copy);
    return ok;
}

static double trace_of(size_t size, const double *matrix)
{
    double sum = 0;
    for (size_t q = 0; q < size; q++)
        sum += matrix[q * (size + 1)];
    return sum;
}

/* Passes the matrix and its eigenvalues to `compare`. */
struct solved {
    struct subject *subject;
    struct running *running;
    const double *matrix, *lambda;
    long t;
};

static void eigen_look(struct subject *subject, struct running *running, struct finding *finding,
                       void (*compare)(const struct solved *solved, struct finding *finding))
{
    size_t size = subject->size;
    double *memory = try_array(size * size + size, sizeof *memory);
    struct solved solved = {subject, running, memory, memory + size * size, subject->experiment->t};
    if (memory && eigen_solve(subject, running, memory, memory + size * size))
        compare(&solved, finding);
    else
        finding_na(finding, "no memory for the kernel's spectrum");
    free(memory);
}

/* --- symmetric --------------------------------------------------------------------------------------------------------- */

static void compare_symmetry(const struct solved *solved, struct finding *finding)
{
    size_t size = solved->subject->size;
    const double *k = solved->matrix;
    double most = 0;
    for (size_t i = 0; i < size; i++)
        for (size_t j = 0; j < i; j++) {
            double root = sqrt(k[i * (size + 1)] * k[j * (size + 1)]), apart = fabs(k[i * size + j] - k[j * size + i]);
            most = !(apart <= most * root) ? apart / root : most;
        }
    finding_case(finding, most, subject_gamma(solved->subject->p), "%s, step %ld", solved->running->class->name,
                 solved->t);
}

static void look_symmetric(struct subject *subject, struct running *running, struct finding *finding)
{
    eigen_look(subject, running, finding, compare_symmetry);
}

void property_symmetric(struct subject *subject, struct finding *finding)
{
    subject_along(subject, finding, WALK, WALK, look_symmetric);
}

/* --- positive semidefinite ------------------------------------------------------------------------------------------------ */

static void compare_positive(const struct solved *solved, struct finding *finding)
{
    size_t size = solved->subject->size;
    double trace = trace_of(size, solved->matrix), first = fmax(solved->lambda[0], DBL_MIN);
    double rounding = subject_gamma(solved->subject->p) * trace / first + (double)size * DBL_EPSILON;
    finding_case(finding, fmax(-solved->lambda[size - 1] / first, 0), rounding, "%s, step %ld",
                 solved->running->class->name, solved->t);
}

static void look_positive(struct subject *subject, struct running *running, struct finding *finding)
{
    eigen_look(subject, running, finding, compare_positive);
}

void property_positive(struct subject *subject, struct finding *finding)
{
    subject_along(subject, finding, WALK, WALK, look_positive);
}

/* --- trace: sum of J_i . J_i, which is the sum of the eigenvalues -------------------------------------------------------- */

static void compare_trace(const struct solved *solved, struct finding *finding)
{
    size_t size = solved->subject->size;
    double trace = trace_of(size, solved->matrix), sum = 0;
    for (size_t q = size; q-- > 0;)
        sum += solved->lambda[q];
    /* every eigenvalue may have an error of size eps lambda_1 */
    double unit = fmax(trace, DBL_MIN); /* 0 if all units are dead */
    finding_case(finding, fabs(sum - trace) / unit, (double)(size * size) * DBL_EPSILON * solved->lambda[0] / unit,
                 "%s, step %ld", solved->running->class->name, solved->t);
}

static void look_trace(struct subject *subject, struct running *running, struct finding *finding)
{
    eigen_look(subject, running, finding, compare_trace);
}

void property_trace(struct subject *subject, struct finding *finding)
{
    subject_along(subject, finding, WALK, WALK, look_trace);
}

/* --- tracked pairs against the full solver, and as eigenpairs ----------------------------------------------------------------- */

/* |K p - theta p|, and p.p_l - delta_kl for the vectors before it. */
static void compare_vector(const struct solved *solved, int k, double theta, struct finding *finding)
{
    size_t size = solved->subject->size;
    const struct spectrum *spectrum = solved->running->spectrum;
    const double *p = spectrum_vector(spectrum, k);
    const char *name = solved->running->class->name;
    double left = 0, first = solved->lambda[0], skew = 0;
    for (size_t i = 0; i < size; i++) {
        double rest = vector_dot(size, solved->matrix + i * size, p) - theta * p[i];
        left += rest * rest;
    }
    for (int l = 0; l <= k; l++)
        skew = larger(skew, fabs(vector_dot(size, p, spectrum_vector(spectrum, l)) - (l == k)));
    finding_case(finding, sqrt(left) / first, promised + (double)size * DBL_EPSILON, "%s, residual of pair %d, step %ld",
                 name, k + 1, solved->t);
    finding_case(finding, skew, 100 * (double)size * DBL_EPSILON, "%s, p_%d not orthonormal, step %ld", name, k + 1,
                 solved->t);
}

static void compare_tracked(const struct solved *solved, struct finding *finding)
{
    size_t size = solved->subject->size;
    double scale = solved->subject->scale, first = solved->lambda[0];
    if (!(first > 0)) {
        finding_na(finding, "K = 0");
        return;
    }
    for (int k = 0; k < spectrum_count(solved->running->spectrum); k++) {
        double theta = solved->running->now.lambda[k] / scale;
        finding_case(finding, fabs(theta - solved->lambda[k]) / first, promised + (double)size * DBL_EPSILON,
                     "%s, lambda_%d, step %ld", solved->running->class->name, k + 1, solved->t);
        compare_vector(solved, k, theta, finding);
    }
}

static void look_tracked(struct subject *subject, struct running *running, struct finding *finding)
{
    eigen_look(subject, running, finding, compare_tracked);
}

void property_tracked(struct subject *subject, struct finding *finding)
{
    subject_along(subject, finding, WALK, 2, look_tracked);
}

/* --- Pi_k = (c/2) <r, p_k>^2: their sum is at most the loss
 * -------------------------------------------------------------------- */

static void look_pi(struct subject *subject, struct running *running, struct finding *finding)
{
    size_t size = subject->size;
    double *r = xnew_array(size, sizeof *r), half = subject->scale / 2, sum = 0;
    subject_residual(subject, running, r);
    double loss = fmax(half * vector_dot(size, r, r), DBL_MIN), rounding = 4 * subject_gamma((double)size + 4);
    int count = spectrum_count(running->spectrum);
    for (int k = 0; k < count; k++) {
        double along = vector_dot(size, r, spectrum_vector(running->spectrum, k)), pi = running->now.pi[k];
        sum += pi;
        finding_case(finding, fabs(pi - half * along * along) / loss, rounding, "%s, Pi_%d, step %ld",
                     running->class->name, k + 1, subject->experiment->t);
    }
    /* p_k are orthonormal to 100 size eps: property `tracked` */
    finding_case(finding, fmax(sum / loss - 1, 0), rounding + 100 * (double)(count * size) * DBL_EPSILON,
                 "%s, sum of Pi_k over the loss, step %ld", running->class->name, subject->experiment->t);
    free(r);
}

void property_pi(struct subject *subject, struct finding *finding)
{
    subject_along(subject, finding, WALK, 1, look_pi);
}
