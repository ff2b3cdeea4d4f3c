/* Loaded before a program (eng/hidden-caches.sh), answers its CPUID instructions as a processor of AMD does whose caches a virtual machine hides: there oneDNN computes some
   convolutions wrongly, and plans others by a division by zero (Toolkit/LibTorch/OneDnn.cs). Needs Linux and a processor that can refuse CPUID, as those of Intel can
   ("cpuid_fault" in /proc/cpuinfo): each instruction then raises SIGSEGV. */
#define _GNU_SOURCE
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

enum { ARCH_SET_CPUID = 0x1012, REFUSED = 0, ALLOWED = 1 };
enum { VENDOR = 0, FAMILY = 1, INTEL_CACHES = 4, FEATURES = 7, EXTENDED = 0x80000000, ADDRESS_BITS = 0x80000008 };

extern int __sigaction(int, const struct sigaction *, struct sigaction *); /* glibc's own, which this library stands before */

static struct sigaction programs; /* what the program does about its own faults */

static void allow(unsigned long how)
{
    if (syscall(SYS_arch_prctl, ARCH_SET_CPUID, how) == 0) return;
    perror("hidden-caches: this processor, or this system, cannot refuse CPUID");
    _exit(1);
}

static void answer(greg_t *registers)
{
    unsigned leaf = registers[REG_RAX], part = registers[REG_RCX], a, b, c, d;
    allow(ALLOWED);
    __asm__ volatile("cpuid" : "=a"(a), "=b"(b), "=c"(c), "=d"(d) : "a"(leaf), "c"(part));
    allow(REFUSED);
    if (leaf == VENDOR || leaf == EXTENDED) {
        a = leaf == VENDOR ? 0x10 : 0x80000021; /* the last leaf */
        b = 0x68747541, d = 0x69746e65, c = 0x444d4163; /* AuthenticAMD */
    }
    if (leaf == FAMILY) a = 0x00b00f21; /* 26, Zen 5 */
    if (leaf == FEATURES && part == 0) d &= ~(1u << 22 | 1u << 23 | 1u << 24 | 1u << 25); /* no AMX, no half precision */
    if (leaf == FEATURES && part == 1) a &= ~(1u << 21); /* the rest of AMX */
    if (leaf == 2 || leaf == INTEL_CACHES || (leaf > 0x80000004 && leaf != ADDRESS_BITS)) a = b = c = d = 0;
    registers[REG_RAX] = a, registers[REG_RBX] = b, registers[REG_RCX] = c, registers[REG_RDX] = d;
    registers[REG_RIP] += 2;
}

static void on_fault(int signal_number, siginfo_t *information, void *context)
{
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    const unsigned char *instruction = (const unsigned char *)registers[REG_RIP];
    if (information->si_code == SI_KERNEL && instruction[0] == 0x0f && instruction[1] == 0xa2) answer(registers);
    else if (programs.sa_flags & SA_SIGINFO) programs.sa_sigaction(signal_number, information, context);
    else signal(SIGSEGV, SIG_DFL);
}

static int handle(int flags)
{
    struct sigaction ours = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK | flags };
    return __sigaction(SIGSEGV, &ours, NULL);
}

/* A handler with information, such as .NET's, is kept behind ours. */
int sigaction(int number, const struct sigaction *action, struct sigaction *before)
{
    if (number != SIGSEGV) return __sigaction(number, action, before);
    if (before) *before = programs;
    if (!action) return 0;
    programs = *action;
    return handle(action->sa_flags & ~SA_RESETHAND);
}

__attribute__((constructor)) static void begin(void)
{
    handle(0);
    allow(REFUSED);
}
