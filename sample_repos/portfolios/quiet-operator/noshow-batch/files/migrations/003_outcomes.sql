create view outcomes as
select p.day, p.model_version, count(*) as bookings, avg(p.chance) as expected,
       avg(case when b.shown then 0 else 1 end) as happened
from predictions p join bookings b using (booking_id)
where b.shown is not null
group by p.day, p.model_version;
