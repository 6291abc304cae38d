// The rate of 128-bit fused multiply-adds that one core reaches: twelve independent sums in registers.
#include <immintrin.h>
#include <stdio.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

int main(void) {
  volatile float near_one = 1.0000001f, tiny = 1e-9f;
  const __m128 x = _mm_set1_ps(near_one), y = _mm_set1_ps(tiny);
  __m128 sums[12];
  for (int i = 0; i < 12; i++) sums[i] = _mm_set1_ps(i * 0.1f);
  const long turns = 1000000;
  double best = 1e9;
  for (int repetition = 0; repetition < 100; repetition++) {
    const double start = now();
    for (long k = 0; k < turns; k++)
      for (int i = 0; i < 12; i++) sums[i] = _mm_fmadd_ps(sums[i], x, y);
    const double time = now() - start;
    if (time < best) best = time;
  }
  float total = 0;
  for (int i = 0; i < 12; i++) total += _mm_cvtss_f32(sums[i]);
  printf("{\"gflops\": %.2f, \"check\": %g}\n", turns * 12 * 8 / best / 1e9, total);
}
