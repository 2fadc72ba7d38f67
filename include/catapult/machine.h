/* machine.h - how fast this machine is, for estimates shown to people. */
#ifndef CATAPULT_MACHINE_H
#define CATAPULT_MACHINE_H

#ifdef __cplusplus
extern "C" {
#endif

/* Floating point operations per second of a matrix product with the threads in force, measured now in
 * about a twentieth of a second.  Large products reach it; elementwise passes run below it. */
double machine_flops(void);

#ifdef __cplusplus
}
#endif

#endif
