/* spectrum.c - see spectrum.h.  Vectors are stored as rows, so that each is contiguous. */
#include "core/spectrum/spectrum.h"

#include <gsl/gsl_cblas.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_rng.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <catapult/measure.h>

#include "base/arena.h"
#include "base/rng.h"
#include "base/xalloc.h"
#include "core/spectrum/identity.h"

enum {
    GUARD = 3,        /* vectors tracked in addition to the requested ones */
    CLUSTER = 16,     /* at most this many vectors for a cluster of eigenvalues */
    SPACE = 40,       /* size of the largest Rayleigh-Ritz problem */
    POWERS = 2,       /* powers K r, K K r, ... added for a residual r before the next round, if products are cheap */
    ROUNDS = 400,     /* most rounds; then the present pairs are the result */
    REPAIRS = 8,      /* most searches with random vectors for missed eigenvalues */
    FULL_GSL = 512    /* all eigenvalues: GSL up to here, LAPACK above */
};

/* The residual aimed at is well below the 1e-9 promised in spectrum.h. */
static const double aim = 2e-10, proof_margin = 1e-8;

struct spectrum {
    size_t size;
    int top, block, space; /* pairs requested; vectors tracked; most basis vectors */
    struct arena arena;
    bool warm;             /* vector holds the result of an earlier call */
    double *vector;        /* (block, size), Ritz vectors, leading first */
    double *former;        /* (top, size), of the previous call */
    double lambda[SPACE], residual[SPACE], overlap[SPACE];
    double *between;       /* (top, top) former_j . vector_k */
    int direction[CATAPULT_TOP_MAX]; /* see identity.h */
    int tracked;           /* rows of vector that are valid */
    double *basis, *image; /* (space, size) orthonormal rows v, and K v */
    int filled;            /* rows of basis */
    double *projected;     /* (space, space) v_i . K v_j, lower triangle */
    double *coefficient;   /* (space) scratch */
    double *ritz, *ritz_image; /* (block, size) scratch for results and restarts */
    double *proof;         /* (size, size); NULL if kernels are given as products only */
    gsl_eigen_symmv_workspace *symmv[SPACE + 1];
    gsl_matrix *small, *rotation; /* (space, space) */
    gsl_vector *value;
    gsl_rng *rng;
    int seed, products, repairs;
};

static int smaller(int a, size_t b)
{
    return (size_t)a < b ? a : (int)b;
}

void spectrum_free(struct spectrum *spectrum)
{
    if (!spectrum)
        return;
    for (int q = 0; q <= SPACE; q++)
        if (spectrum->symmv[q])
            gsl_eigen_symmv_free(spectrum->symmv[q]);
    if (spectrum->small)
        gsl_matrix_free(spectrum->small);
    if (spectrum->rotation)
        gsl_matrix_free(spectrum->rotation);
    if (spectrum->value)
        gsl_vector_free(spectrum->value);
    if (spectrum->rng)
        gsl_rng_free(spectrum->rng);
    arena_free(&spectrum->arena);
    free(spectrum);
}

/* Allocates an array (count, size). */
static bool rows(struct spectrum *spectrum, double **array, int count, size_t size)
{
    return arena_array(&spectrum->arena, array, (size_t)count * size);
}

static bool small_problems(struct spectrum *spectrum)
{
    for (int q = 1; q <= spectrum->space; q++)
        if (!(spectrum->symmv[q] = gsl_eigen_symmv_alloc((size_t)q)))
            return false;
    size_t q = (size_t)spectrum->space;
    return (spectrum->small = gsl_matrix_alloc(q, q)) && (spectrum->rotation = gsl_matrix_alloc(q, q))
           && (spectrum->value = gsl_vector_alloc(q));
}

struct spectrum *spectrum_new(size_t size, int top, int cluster, bool matrix, int seed)
{
    int most = cluster < CLUSTER ? cluster : CLUSTER;
    struct spectrum *s = xnew_array(1, sizeof *s);
    s->size = size;
    s->seed = seed;
    s->top = smaller(top, size);
    s->block = smaller((top > most ? top : most) + GUARD, size);
    s->space = smaller(SPACE, size);
    s->rng = rng_new(seed, RNG_SPECTRUM, 0);
    bool ok = rows(s, &s->vector, s->block, size) && rows(s, &s->former, s->top, size)
              && rows(s, &s->between, s->top, (size_t)s->top)
              && rows(s, &s->basis, s->space, size) && rows(s, &s->image, s->space, size)
              && rows(s, &s->projected, s->space, (size_t)s->space) && rows(s, &s->coefficient, 1, (size_t)s->space)
              && rows(s, &s->ritz, s->block, size) && rows(s, &s->ritz_image, s->block, size)
              && (!matrix || arena_array(&s->arena, &s->proof, size * size)) && small_problems(s);
    if (ok)
        return s;
    spectrum_free(s);
    return NULL;
}

int spectrum_count(const struct spectrum *spectrum)
{
    return spectrum->top;
}

static double spectrum_dot(size_t size, const double *a, const double *b)
{
    return cblas_ddot((int)size, a, 1, b, 1);
}

static double *basis_row(const struct spectrum *s, int i)
{
    return s->basis + (size_t)i * s->size;
}

/* Appends x, orthonormalised against the basis (twice: Kahan, Parlett).  False if x is nearly in its span, or no room. */
static bool basis_grow(struct spectrum *s, const double *x)
{
    if (s->filled == s->space)
        return false;
    double *v = basis_row(s, s->filled);
    double before = sqrt(spectrum_dot(s->size, x, x));
    if (!(before > 0) || !isfinite(before))
        return false;
    for (size_t i = 0; i < s->size; i++)
        v[i] = x[i] / before;
    int size = (int)s->size, q = s->filled;
    for (int round = 0; round < 2 && q > 0; round++) {
        cblas_dgemv(CblasRowMajor, CblasNoTrans, q, size, 1, s->basis, size, v, 1, 0, s->coefficient, 1);
        cblas_dgemv(CblasRowMajor, CblasTrans, q, size, -1, s->basis, size, s->coefficient, 1, 1, v, 1);
    }
    double left = sqrt(spectrum_dot(s->size, v, v));
    if (!(left > 1e-6))
        return false;
    cblas_dscal((int)s->size, 1 / left, v, 1);
    s->filled++;
    return true;
}

static void grow_random(struct spectrum *s)
{
    double *x = s->ritz; /* free between rounds */
    for (int attempt = 0; attempt < 4; attempt++) {
        for (size_t i = 0; i < s->size; i++)
            x[i] = gsl_rng_uniform(s->rng) - 0.5;
        if (basis_grow(s, x))
            return;
    }
}

/* v_i . K v_j for the vectors from `begin` on. */
static void basis_project(struct spectrum *s, int begin)
{
    int size = (int)s->size, count = s->filled - begin;
    if (count > 0)
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, count, s->filled, size, 1,
                    s->image + (size_t)begin * s->size, size, s->basis, size, 0,
                    s->projected + (size_t)begin * (size_t)s->space, s->space);
}

static void basis_multiply(struct spectrum *s, const struct kernel_operator *kernel, int begin)
{
    int count = s->filled - begin, size = (int)s->size;
    double *image = s->image + (size_t)begin * s->size;
    s->products += count;
    if (kernel->matrix && count > 0)
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, count, size, size, 1, basis_row(s, begin),
                    size, kernel->matrix, size, 0, image, size);
    if (!kernel->matrix && count > 0)
        kernel->apply(kernel->model, (size_t)count, basis_row(s, begin), image);
    basis_project(s, begin);
}

/* Scales values by a power of two (no rounding) to a size near 1 and returns the factor that undoes it in the results.
 * GSL's QR iteration squares its numbers and does not end if the squares underflow (seen at 1e-143). */
static double normalise(size_t rows, size_t cols, size_t stride, double *values)
{
    double largest = 0;
    int exponent;
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < cols; j++)
            largest = fmax(largest, fabs(values[i * stride + j]));
    frexp(largest, &exponent);
    exponent = exponent < -1000 ? -1000 : exponent > 1000 ? 1000 : exponent;
    double factor = ldexp(1, -exponent);
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < cols; j++)
            values[i * stride + j] *= factor;
    return 1 / factor;
}

/* Eigenpairs of V K V^T, largest first, into value and the columns of rotation. */
static void small_eigenpairs(struct spectrum *s)
{
    size_t q = (size_t)s->filled;
    for (size_t i = 0; i < q; i++)
        for (size_t j = 0; j <= i; j++) {
            double t = s->projected[i * (size_t)s->space + j];
            gsl_matrix_set(s->small, i, j, t);
            gsl_matrix_set(s->small, j, i, t);
        }
    gsl_matrix_view small = gsl_matrix_submatrix(s->small, 0, 0, q, q);
    gsl_matrix_view rotation = gsl_matrix_submatrix(s->rotation, 0, 0, q, q);
    gsl_vector_view value = gsl_vector_subvector(s->value, 0, q);
    double scale = normalise(q, q, s->small->tda, s->small->data);
    gsl_eigen_symmv(&small.matrix, &value.vector, &rotation.matrix, s->symmv[q]);
    gsl_vector_scale(&value.vector, scale);
    gsl_eigen_symmv_sort(&value.vector, &rotation.matrix, GSL_EIGEN_SORT_VAL_DESC);
}

/* Computes the leading Ritz vectors and their images; returns how many of the top pairs have not converged. */
static int rayleigh_ritz(struct spectrum *s)
{
    small_eigenpairs(s);
    int q = s->filled, size = (int)s->size, keep = q < s->block ? q : s->block, open = 0;
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, keep, size, q, 1, s->rotation->data,
                (int)s->rotation->tda, s->basis, size, 0, s->ritz, size);
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, keep, size, q, 1, s->rotation->data,
                (int)s->rotation->tda, s->image, size, 0, s->ritz_image, size);
    s->tracked = keep;
    double largest = fmax(gsl_vector_get(s->value, 0), 0);
    for (int i = 0; i < keep; i++) {
        double theta = s->lambda[i] = gsl_vector_get(s->value, (size_t)i), sum = 0;
        const double *p = s->ritz + (size_t)i * s->size, *kp = s->ritz_image + (size_t)i * s->size;
        for (size_t j = 0; j < s->size; j++)
            sum += (kp[j] - theta * p[j]) * (kp[j] - theta * p[j]);
        s->residual[i] = sqrt(sum);
        open += i < s->top && s->residual[i] > aim * largest;
    }
    return keep < s->top ? s->top - keep + open : open;
}

/* Replaces the basis by the leading Ritz vectors, which are orthonormal. */
static void basis_restart(struct spectrum *s)
{
    size_t bytes = (size_t)s->tracked * s->size * sizeof(double);
    memcpy(s->basis, s->ritz, bytes);
    memcpy(s->image, s->ritz_image, bytes);
    s->filled = s->tracked;
    basis_project(s, 0);
}

/* Adds the residuals of the pairs that have not converged; also those of the guard vectors if products are cheap. */
static void basis_expand(struct spectrum *s, const struct kernel_operator *kernel)
{
    if (s->filled + s->block > s->space && s->space > s->block)
        basis_restart(s);
    int begin = s->filled;
    double largest = fmax(s->lambda[0], 0);
    for (int i = 0; i < s->tracked; i++) {
        if (s->residual[i] <= aim * largest || (i >= s->top && !kernel->matrix))
            continue;
        double *r = s->ritz_image + (size_t)i * s->size;
        cblas_daxpy((int)s->size, -s->lambda[i], s->ritz + (size_t)i * s->size, 1, r, 1);
        basis_grow(s, r);
    }
    if (s->filled == begin)
        grow_random(s);
    basis_multiply(s, kernel, begin);
    for (int power = 0; power < POWERS && kernel->matrix; power++) {
        int end = s->filled;
        for (int i = begin; i < end; i++)
            basis_grow(s, s->image + (size_t)i * s->size);
        basis_multiply(s, kernel, end);
        begin = end;
    }
}

/* The proof in spectrum.h that no eigenvalue above lambda_top was missed. */
static bool spectrum_is_complete(struct spectrum *s, const struct kernel_operator *kernel)
{
    if (!kernel->matrix || !s->proof || s->filled == (int)s->size)
        return true;
    size_t n = s->size;
    double largest = fmax(s->lambda[0], 0), bound = s->lambda[s->top - 1] + proof_margin * largest;
    if (!(largest > 0))
        return true;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) /* row-major lower is LAPACK's upper */
            s->proof[i * n + j] = (i == j ? bound : 0) - kernel->matrix[i * n + j];
    for (int k = 0; k < s->top; k++)
        cblas_dsyr(CblasRowMajor, CblasLower, (int)n, s->lambda[k], s->ritz + (size_t)k * n, 1, s->proof,
                   (int)n);
    return LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, 'U', (lapack_int)n, s->proof, (lapack_int)n) == 0;
}

static bool kernel_is_finite(const struct spectrum *s, const struct kernel_operator *kernel)
{
    for (size_t i = 0; kernel->matrix && i < s->size * s->size; i++)
        if (!isfinite(kernel->matrix[i]))
            return false;
    return true;
}

static bool images_finite(const struct spectrum *s)
{
    for (int i = 0; i < s->filled; i++)
        if (!isfinite(spectrum_dot(s->size, s->image + (size_t)i * s->size, s->image + (size_t)i * s->size)))
            return false;
    return true;
}

static bool spectrum_fail(struct spectrum *s)
{
    for (int k = 0; k < s->top; k++)
        s->lambda[k] = s->overlap[k] = s->residual[k] = NAN;
    return false;
}

/* Numbers the new pairs.  An eigenvalue of the order of the accuracy stands for a null space, where no vector is special. */
static void spectrum_identify(struct spectrum *s)
{
    int top = s->top, size = (int)s->size;
    for (int k = 0; k < top && !s->warm; k++)
        s->direction[k] = k;
    if (!s->warm || top == 0)
        return;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, top, top, size, 1, s->former, size, s->vector, size, 0, s->between, top);
    for (int j = 0; j < top; j++)
        for (int k = 0; k < top; k++)
            if (!(s->lambda[k] > proof_margin * s->lambda[0]))
                s->between[j * top + k] = 0;
    identity_follow(top, s->between, s->direction);
}

/* Stores the Ritz pairs as the result; signs are chosen so that a vector keeps its direction. */
static void spectrum_take(struct spectrum *s)
{
    memcpy(s->former, s->vector, (size_t)s->top * s->size * sizeof(double));
    memcpy(s->vector, s->ritz, (size_t)s->tracked * s->size * sizeof(double));
    for (int k = 0; k < s->top; k++) {
        double *p = s->vector + (size_t)k * s->size;
        double overlap = spectrum_dot(s->size, p, s->former + (size_t)k * s->size);
        s->overlap[k] = s->warm ? fmin(fabs(overlap), 1) : NAN; /* not 1 + rounding */
        if (s->warm && overlap < 0)
            cblas_dscal((int)s->size, -1, p, 1);
    }
    spectrum_identify(s);
    s->warm = true;
}

static void spectrum_begin(struct spectrum *s, const struct kernel_operator *kernel)
{
    s->filled = s->products = s->repairs = 0;
    for (int i = 0; i < s->tracked && s->warm; i++)
        basis_grow(s, s->vector + (size_t)i * s->size);
    while (s->filled < s->block) {
        int before = s->filled;
        grow_random(s);
        if (s->filled == before)
            break;
    }
    basis_multiply(s, kernel, 0);
}

bool spectrum_track(struct spectrum *s, const struct kernel_operator *kernel)
{
    if (!kernel_is_finite(s, kernel))
        return spectrum_fail(s);
    /* The result depends on the tracked vectors only, not on earlier random numbers. */
    rng_restart(s->rng, s->seed, RNG_SPECTRUM, 0);
    spectrum_begin(s, kernel);
    for (int round = 0; round < ROUNDS; round++) {
        if (!images_finite(s))
            return spectrum_fail(s);
        if (rayleigh_ritz(s) == 0) {
            if (s->repairs >= REPAIRS || spectrum_is_complete(s, kernel))
                break;
            s->repairs++;
            basis_restart(s);
            int grown = s->filled;
            for (int i = 0; i < s->block; i++)
                grow_random(s);
            basis_multiply(s, kernel, grown);
            continue;
        }
        basis_expand(s, kernel);
    }
    spectrum_take(s);
    return true;
}

double spectrum_lambda(const struct spectrum *s, int k)
{
    return k < s->top ? s->lambda[k] : NAN;
}

const double *spectrum_vector(const struct spectrum *s, int k)
{
    return s->vector + (size_t)k * s->size;
}

double spectrum_residual(const struct spectrum *s, int k)
{
    return k < s->top ? s->residual[k] : NAN;
}

double spectrum_overlap(const struct spectrum *s, int k)
{
    return k < s->top ? s->overlap[k] : NAN;
}

int spectrum_direction(const struct spectrum *s, int k)
{
    return s->direction[k];
}

int spectrum_products(const struct spectrum *s)
{
    return s->products;
}

int spectrum_repairs(const struct spectrum *s)
{
    return s->repairs;
}

struct state_head {
    int warm, tracked;
    int direction[CATAPULT_TOP_MAX];
};

size_t spectrum_state_size(const struct spectrum *s)
{
    return sizeof(struct state_head) + (size_t)s->block * s->size * sizeof(double);
}

void spectrum_save(const struct spectrum *s, void *buffer)
{
    struct state_head head = {.warm = s->warm, .tracked = s->tracked};
    memcpy(head.direction, s->direction, sizeof head.direction);
    memcpy(buffer, &head, sizeof head);
    memcpy((char *)buffer + sizeof head, s->vector, (size_t)s->block * s->size * sizeof(double));
}

void spectrum_restore(struct spectrum *s, const void *buffer)
{
    struct state_head head;
    memcpy(&head, buffer, sizeof head);
    s->warm = head.warm;
    s->tracked = head.tracked;
    memcpy(s->direction, head.direction, sizeof head.direction);
    memcpy(s->vector, (const char *)buffer + sizeof head, (size_t)s->block * s->size * sizeof(double));
}

void spectrum_reset(struct spectrum *s)
{
    s->warm = false;
    s->tracked = 0;
}

static int descending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

static bool all_gsl(size_t size, double *matrix, double *lambda)
{
    gsl_eigen_symm_workspace *work = gsl_eigen_symm_alloc(size);
    if (!work)
        return false;
    gsl_matrix_view m = gsl_matrix_view_array(matrix, size, size);
    gsl_vector_view v = gsl_vector_view_array(lambda, size);
    gsl_eigen_symm(&m.matrix, &v.vector, work);
    gsl_eigen_symm_free(work);
    return true;
}

enum catapult_status spectrum_all(size_t size, double *matrix, double *lambda, struct catapult_error *err)
{
    for (size_t i = 0; i < size * size; i++)
        if (!isfinite(matrix[i]))
            return catapult_error_set(err, CATAPULT_STATUS_INPUT, "the kernel is not finite: the run has diverged");
    double scale = normalise(size, size, size, matrix);
    bool ok = size <= FULL_GSL ? all_gsl(size, matrix, lambda)
                               : LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'N', 'L', (lapack_int)size, matrix,
                                                (lapack_int)size, lambda) == 0;
    if (!ok)
        return catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory for the spectrum of a kernel of size %zu",
                                  size);
    for (size_t i = 0; i < size; i++)
        lambda[i] *= scale;
    qsort(lambda, size, sizeof *lambda, descending);
    return CATAPULT_STATUS_OK;
}
