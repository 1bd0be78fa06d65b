/** What PostgreSQL has to know of days, times and moments: see `write-moment.ts` for how they are kept. */
export const clockFunctions = String.raw`
create type tsql.zoned as (utc bigint, zone int);

create function tsql.rounded(ticks bigint, scale int) returns bigint language sql immutable strict as $$
  select (ticks + power(10, 7 - scale)::bigint / 2) / power(10, 7 - scale)::bigint * power(10, 7 - scale)::bigint
$$;

create function tsql.rounded_zoned(value tsql.zoned, scale int) returns tsql.zoned language sql immutable strict as $$
  select row(tsql.rounded(value.utc, scale), value.zone)::tsql.zoned
$$;

create function tsql.in_utc(ticks bigint) returns tsql.zoned language sql immutable strict as $$ select row(ticks, 0)::tsql.zoned $$;

create function tsql.out_of_range(target text) returns boolean language sql immutable as $$
  select tsql.fail(242, 'The conversion of a nvarchar data type to a ' || target || ' data type resulted in an out-of-range value.')
$$;

create function tsql.to_datetime(ticks bigint) returns bigint language plpgsql immutable strict as $$
begin
  if ticks < 552877920000000000 then perform tsql.out_of_range('datetime'); end if;
  return round(round(ticks::numeric * 3 / 100000) * 100000 / 3);
end $$;

create function tsql.to_smalldatetime(ticks bigint) returns bigint language plpgsql immutable strict as $$
begin
  if ticks not between 599266080000000000 and 655889183699999999 then perform tsql.out_of_range('smalldatetime'); end if;
  return (ticks + 300000000) / 600000000 * 600000000;
end $$;

create function tsql.to_time(value text) returns bigint language plpgsql immutable as $$
declare parts text[] := regexp_match(trim(value) collate "C", '^([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,7}))?)?$');
begin
  if value is null then return null; end if;
  if parts is null then perform tsql.fail(241, 'Conversion failed when converting date and/or time from character string.'); end if;
  return ((parts[1]::bigint * 60 + parts[2]::bigint) * 60 + coalesce(parts[3], '0')::bigint) * 10000000 + rpad(coalesce(parts[4], ''), 7, '0')::bigint;
end $$;

create function tsql.to_moment(value text) returns bigint language plpgsql immutable as $$
declare parts text[] := regexp_match(trim(value) collate "C", '^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9:.]+))?$');
begin
  if value is null then return null; end if;
  if parts is null then perform tsql.fail(241, 'Conversion failed when converting date and/or time from character string.'); end if;
  return (parts[1]::date - date '0001-01-01')::bigint * 864000000000 + coalesce(tsql.to_time(parts[2]), 0);
exception when datetime_field_overflow or invalid_datetime_format then
  perform tsql.fail(241, 'Conversion failed when converting date and/or time from character string.');
  return null;
end $$;

create function tsql.to_zoned(value text) returns tsql.zoned language plpgsql immutable as $$
declare parts text[] := regexp_match(trim(value) collate "C", '^(.*?) ?(?:([+-])([0-9]{2}):([0-5][0-9])|Z)?$'); zone int; moment bigint;
begin
  if value is null then return null; end if;
  zone := coalesce((parts[3]::int * 60 + parts[4]::int) * case when parts[2] = '-' then -1 else 1 end, 0);
  moment := tsql.to_moment(parts[1]) - zone * 600000000::bigint;
  if abs(zone) > 840 or moment < 0 then perform tsql.fail(241, 'Conversion failed when converting date and/or time from character string.'); end if;
  return row(moment, zone)::tsql.zoned;
end $$;

create function tsql.by_language(value text, target text) returns bigint language plpgsql immutable as $$
begin
  if value is null then return null; end if;
  if (value collate "C") !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,3})?$' then
    perform tsql.fail(50000, 'This stand-in does not know the language of the session: what a text means as ' || target || ' depends on it.');
  end if;
  return tsql.to_moment(value);
end $$;

create function tsql.time_text(ticks bigint, scale int) returns text language sql immutable strict as $$
  select lpad((ticks / 36000000000)::text, 2, '0') || ':' || lpad((ticks / 600000000 % 60)::text, 2, '0') || ':' || lpad((ticks / 10000000 % 60)::text, 2, '0')
    || case when scale = 0 then '' else '.' || left(lpad((ticks % 10000000)::text, 7, '0'), scale) end
$$;

create function tsql.moment_text(ticks bigint, scale int) returns text language sql immutable strict as $$
  select (date '0001-01-01' + (ticks / 864000000000)::int)::text || ' ' || tsql.time_text(ticks % 864000000000, scale)
$$;

create function tsql.zone_text(zone int) returns text language sql immutable strict as $$
  select case when zone < 0 then ' -' else ' +' end || lpad((abs(zone) / 60)::text, 2, '0') || ':' || lpad((abs(zone) % 60)::text, 2, '0')
$$;
`;
