// Whether the samples of a finished family fit its type.
#pragma once

#include "exposition/exposition.h"
#include "galera/result.h"

namespace galera {

// Histograms: per label set `le` ascending to +Inf, counts never falling, _sum and _count there, _count as
// +Inf. Summaries: quantiles are numbers, _sum and _count there. Counters: never negative, never NaN.
Status CheckFamilyShape(const ExpositionFamily& family);

}  // namespace galera
