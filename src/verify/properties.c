/* properties.c - the table of properties.  A property is a row here, a function in one of the files of properties.h,
 * and a mutant in tests/unit/test_mutants.c that it catches. */
#include "verify/properties.h"

#include <string.h>

const struct property verify_properties[] = {
    {"data", "every number finite, sizes as asked for, labels -1, +1 or one-hot", "exact", property_data},
    {"batches", "no example twice in an epoch", "exact", property_batches},
    {"outputs", "f(w0) against loops over the exported weights", "running error bound, gamma_fan-in",
     property_outputs},
    {"start", "f and K of all models agree at w0", "20 deviations of f's rounding; gamma_p", property_start},
    {"loss", "losses and accuracies against (c/2) sum r^2 and counting", "gamma_nc", property_loss},
    {"test-set", "training examples as test examples give the same f", "20 deviations of f's rounding",
     property_test_set},
    {"restore", "a state put back gives the same bits", "exact", property_restore},
    {"gradient", "the step against central differences of f along a direction in all weights",
     "differences at the optimal step, gamma of |w - w0|^2", property_gradient},
    {"kernel", "K u against central differences of f along J^T u", "differences at the optimal step, gamma_p",
     property_kernel},
    {"distance", "|w - w0|^2 of a step eta from w0 against eta^2 u^T K u", "gamma_p", property_distance},
    {"symmetric", "K = K^T", "gamma_p |J_i| |J_j|", property_symmetric},
    {"positive", "the smallest eigenvalue of K is not negative", "gamma_p tr K + n eps lambda_1", property_positive},
    {"trace", "tr K against the sum of all eigenvalues", "n^2 eps lambda_1", property_trace},
    {"tracked", "the eigenpairs that are followed against a full solver, and K p = lambda p",
     "the residual promised, 1e-9 lambda_1 (Weyl)", property_tracked},
    {"pi", "Pi_k against (c/2) <r, p_k>^2, together not above the loss", "gamma_nc", property_pi},
    {"taylor-linear", "|network - linear| ~ s^2", "99 % interval of the slope, 1/2 from the next order",
     property_taylor_linear},
    {"taylor-quadratic", "|network - quadratic| ~ s^3", "99 % interval of the slope, 1/2 from the next order",
     property_taylor_quadratic},
    {"linear", "the linear model's run against (I - eta c K0)^t r0", "t gamma_p tr K", property_linear},
    {"recurrence", "a step of f and K of a quadratic model against Eqs. 9, 10", "100 deviations of f's rounding; gamma_p",
     property_recurrence},
    {"single", "one example against the exact maps, Eqs. 7, 8", "gamma_p, 20 deviations of f's rounding",
     property_single},
    {"monotone", "the loss falls below eta_crit", "gamma_p", property_monotone},
    {"diverging", "the linear model's p_1.r grows by 1 - eta lambda_1 above eta_crit", "residual of p_1, gamma_p",
     property_diverging},
    {NULL, NULL, NULL, NULL},
};

const struct property *verify_find(const char *name)
{
    for (const struct property *property = verify_properties; property->name; property++)
        if (strcmp(property->name, name) == 0)
            return property;
    return NULL;
}
