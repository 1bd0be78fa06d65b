/** What PostgreSQL has to know of texts as SQL Server counts them: in units of UTF-16, of which some characters have two. */
export const textFunctions = String.raw`
create function tsql.unit(unit int) returns bytea language sql immutable strict as $$
  select int2send((((((unit & 255) << 8) | (unit >> 8)) # 32768) - 32768)::int2)
$$;

create function tsql.utf16(value text) returns bytea language sql immutable strict cost 10000 as $$
  select coalesce(string_agg(
    case when code < 65536 then tsql.unit(code)
      else tsql.unit(55296 + ((code - 65536) >> 10)) || tsql.unit(56320 + ((code - 65536) & 1023)) end, ''::bytea), ''::bytea)
  from (select ascii(one) as code from unnest(string_to_array(value collate "C", null)) as one) as characters
$$;

create function tsql.from_utf16(value bytea) returns text language sql immutable strict cost 10000 as $$
  with units as (
    select n, get_byte(value, n * 2) + get_byte(value, n * 2 + 1) * 256 as unit from generate_series(0, length(value) / 2 - 1) as n
  ), paired as (
    select n, unit, lead(unit) over (order by n) as next, lag(unit) over (order by n) as last from units
  )
  select coalesce(string_agg(
    case when unit between 55296 and 56319 and next between 56320 and 57343 then chr(65536 + (unit - 55296) * 1024 + next - 56320)
      when unit between 56320 and 57343 and last between 55296 and 56319 then ''
      when unit = 0 or unit between 55296 and 57343 then tsql.fail(50000, 'This stand-in does not know half a character: ' || unit)::text
      else chr(unit) end, '' order by n), '')
  from paired
$$;

create function tsql.units(value text) returns bigint language sql immutable strict as $$
  select length(value) + length(regexp_replace(value collate "C", '[\u0001-\uffff]', '', 'g'))
$$;

create function tsql.size_checked(size bigint) returns int language plpgsql immutable as $$
begin
  if size < 0 then perform tsql.fail(537, 'Invalid length parameter passed to the LEFT or SUBSTRING function.'); end if;
  return least(size, 2147483647);
end $$;

create function tsql.part_of_bytes(value bytea, at bigint, size bigint) returns bytea language sql immutable strict as $$
  select substring(value from greatest(least(at, 2147483647), 1)::int for greatest(0, tsql.size_checked(size) + least(at - 1, 0))::int)
$$;

create function tsql.part(value text, at bigint, size bigint) returns text language sql immutable strict as $$
  select case when tsql.units(value) = length(value)
    then substr(value, greatest(least(at, 2147483647), 1)::int, greatest(0, tsql.size_checked(size) + least(at - 1, 0))::int)
    else tsql.from_utf16(tsql.part_of_bytes(tsql.utf16(value), 2 * at - 1, 2 * tsql.size_checked(size)::bigint)) end
$$;
`;
