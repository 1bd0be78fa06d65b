/** Days from 0001-01-01 to 1900-01-01, where datetime begins. */
export const daysTo1900 = 693_595;
const two = (value: number): string => (value < 10 ? `0${String(value)}` : String(value));

/** A day, counted from 0001-01-01 in the Gregorian calendar, as `2024-02-29`. */
export const dateText = (days: number): string => {
  // Counted from 0000-03-01, years of 365.2425 days end with February: H. Hinnant, "chrono-compatible low-level date algorithms".
  const shifted = days + 306;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
};

/** A time of day, counted in units of 10^-scale seconds, as `23:59:59.9999999`. */
export const timeText = (units: number, scale: number): string => {
  const perSecond = 10 ** scale;
  const seconds = Math.floor(units / perSecond);
  const fraction = scale === 0 ? '' : `.${String(units - seconds * perSecond).padStart(scale, '0')}`;
  return `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${fraction}`;
};

/** A place east of Greenwich in minutes, as `+05:30`. */
export const zoneText = (minutes: number): string => {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
};
