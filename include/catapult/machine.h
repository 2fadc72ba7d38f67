/* machine.h - the speed of this machine and the BLAS in use, for display. */
#ifndef CATAPULT_MACHINE_H
#define CATAPULT_MACHINE_H

#ifdef __cplusplus
extern "C" {
#endif

/* Floating point operations per second of matrix products on `threads` threads (0: as many as this process may use).
 * Measured during the call, which takes about a twentieth of a second.  Large products reach this speed; elementwise
 * passes are slower.  Returns 0 without memory. */
double catapult_machine_flops(int threads);

enum { CATAPULT_MACHINE_BLAS_TEXT = 320, CATAPULT_MACHINE_BLAS_WORD = 100 };

/* Name and version of the loaded BLAS, its kernels, and why these kernels are used: "OpenBLAS 0.3.21, SkylakeX kernels".
 * Another version or other kernels sum in another order, so numbers differ in their last digits.  Returns text. */
const char *catapult_machine_blas(char text[CATAPULT_MACHINE_BLAS_TEXT]);

/* The same as one word of letters, digits, '.', '_' and '-': "OpenBLAS-0.3.21-SkylakeX".  Returns word. */
const char *catapult_machine_blas_word(char word[CATAPULT_MACHINE_BLAS_WORD]);

#ifdef __cplusplus
}
#endif

#endif
